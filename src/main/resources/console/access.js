// Who may do what, and who did.
import { html, nothing } from './lit-html.js';
import * as api from './api.js';
import { age, number, text, time } from './format.js';
import { Pages, badge, confirm, link, stream, table, trouble } from './widgets.js';

const state = key => (key.revokedAt ? 'REVOKED' : key.expiresAt && new Date(key.expiresAt) < new Date() ? 'EXPIRED' : 'ACTIVE');
const BACK = 5000;

export default page => {
  if (!page.may('access:admin')) return { title: 'Access', render: () => trouble({ status: 403, message: 'The scope access:admin shows who may do what.' }) };
  const keys = new Pages(page, (cursor, signal) => api.get(api.address('/api/keys', { limit: 25, cursor }), { signal }));
  let acts = null, problem = null;

  (async () => {
    try {
      const head = await api.head(page.signal);
      const asked = after => api.get(api.address('/api/events', { category: 'audit', after, limit: 100 }), { signal: page.signal });
      let { items, nextCursor } = await asked(Math.max(0, head - BACK));
      while (nextCursor && items.length) ({ items, nextCursor } = await asked(items.at(-1).position).then(more => (more.items.length ? more : { items, nextCursor: null })));
      acts = items.toReversed();
    } catch (failure) {
      problem = failure;
    }
    page.update();
  })();

  const revoke = async key => {
    if (await confirm('Revoke', `The key ${key.keyId} of ${key.owner} is refused everywhere within a second, for good.`, () => api.change('DELETE', `/api/keys/${key.keyId}`))) keys.load();
  };
  const row = key => html`<tr><td>${link(stream('api-key', key.keyId), text(key.keyId), true)}</td><td>${text(key.owner)}</td><td>${badge(state(key))}</td><td>${text(key.scopes.join(', '))}</td>
    <td>${time(key.createdAt)}</td><td>${key.lastUsedAt ? html`${age(key.lastUsedAt)} ago` : html`<span class="none">never</span>`}</td><td>${key.expiresAt ? time(key.expiresAt) : html`<span class="none">never</span>`}</td>
    <td>${state(key) === 'ACTIVE' ? html`<button class="danger" @click=${() => revoke(key)}>Revoke</button>` : nothing}</td></tr>`;
  const act = event => html`<tr class=${event.payload.status >= 400 ? 'wrong' : ''}><td class="right">${link(`#/event/${event.position}`, number(event.position))}</td><td>${time(event.recordedAt)}</td><td>${text(event.metadata.userId || event.payload.address)}</td>
    <td>${text(`${event.payload.method} ${event.payload.path}`)}</td><td class="right">${event.payload.status ?? (event.eventType === 'RequestReceived' ? 'begun' : 'not read')}</td></tr>`;

  return {
    title: 'Access',
    render: () => html`${keys.render(items => table('Keys', ['Key', 'Owner', 'State', 'Scopes', 'Made', 'Last used', 'Ends', 'Actions'], items.map(row), 'There are no keys. The command daybook key create makes the first.'))}
      ${trouble(problem)}${acts ? table('What operators did lately', ['#Position', 'Time', 'Who', 'What', '#Answer'], acts.map(act), 'Nothing was done lately.') : nothing}`,
  };
};
