// What is under way: processes, what is sent out of the log, and webhooks with their attempts.
import { html, nothing } from './lit-html.js';
import * as api from './api.js';
import { number, span, text, time } from './format.js';
import { Pages, badge, confirm, facts, link, stream, table, trouble, waiting } from './widgets.js';

const HOOKS = '/api/webhooks';
const RELAYS = ['kafka', 'webhooks'];

export const processes = page => {
  let all = null, subscriptions = [], problem = null;
  const ask = async () => {
    try {
      const [running, { items }] = await Promise.all(['processes', 'projections'].map(what => api.get(`/api/admin/${what}`, { signal: page.signal })));
      all = running.items;
      subscriptions = items.filter(({ name }) => RELAYS.includes(name) || all.some(each => each.name === name));
      problem = null;
    } catch (failure) {
      problem = failure;
    }
    page.update();
  };
  if (page.may('ops:read')) page.signal.addEventListener('abort', api.every(15000, ask));
  const hooks = page.may('access:admin') ? new Pages(page, (cursor, signal) => api.get(api.address(HOOKS, { limit: 25, cursor }), { signal })) : null;
  const standing = all => all.flatMap(process => process.oldest.map(each => ({ process, ...each }))).toSorted((a, b) => b.seconds - a.seconds);
  const row = ({ process, streamId, status, seconds }) => html`<tr class=${seconds > process.remindedAfterSeconds ? 'wrong' : ''}><td>${link(stream(process.category, streamId), text(`${process.category}/${streamId}`), true)}</td><td>${badge(status)}</td>
    <td class="right">${span(seconds)}</td><td class="right">${span(process.remindedAfterSeconds)}</td></tr>`;

  return {
    title: 'Processes',
    render: () => html`${trouble(problem, ask)}
      ${all ? html`${facts(all.map(({ name, underWay }) => [`Under way: ${name}`, Object.entries(underWay).map(([status, count]) => `${number(count)} ${status.toLowerCase()}`).join(', ') || 'nothing']))}
        ${table('What has stood still longest', ['Stream', 'Status', '#Stands still', '#Reminded after'], standing(all).map(row), 'Nothing is under way.')}` : nothing}
      ${all ? table('Processes and relays', ['Name', 'State', '#Events behind', '#Parked', 'Runs on, or why not'], subscriptions.map(each => html`<tr class=${each.state === 'FOLLOWING' ? '' : 'wrong'}><td>${link(`#/projection/${each.name}`, each.name, true)}</td>
        <td>${badge(each.state)}</td><td class="right">${number(each.lagEvents)}</td><td class="right">${number(each.parked)}</td><td>${each.failure ? text(each.failure) : each.owner}</td></tr>`), 'There are none.') : nothing}
      ${hooks ? hooks.render(items => table('Webhooks', ['Webhook', 'URL', 'Status', 'Wants'], items.map(each => html`<tr class=${each.status === 'DISABLED' ? 'wrong' : ''}><td>${link(`#/webhook/${each.webhookId}`, text(each.webhookId), true)}</td><td>${text(each.url)}</td><td>${badge(each.status)}</td>
        <td>${text([...(each.categories || []), ...(each.types || [])].join(', ') || 'everything')}</td></tr>`), 'There are no webhooks.')) : html`<p class="empty">The scope access:admin shows webhooks.</p>`}`,
  };
};

export const webhook = page => {
  const [id] = page.parts;
  const path = `${HOOKS}/${encodeURIComponent(id)}`;
  let hook = null, problem = null, result = null;
  const load = async () => {
    try {
      hook = await api.get(path, { signal: page.signal });
      problem = null;
    } catch (failure) {
      problem = failure;
    }
    page.update();
  };
  load();
  const attempts = new Pages(page, (_, signal) => api.get(`${path}/attempts`, { signal }));
  const after = async done => {
    const told = await done;
    if (!told) return;
    result = told.delivered === undefined ? null : told;
    load();
    attempts.load();
  };
  const ask = (title, words, action, body) => after(confirm(title, words, () => api.change('POST', `${path}/${action}`, body)));
  const tools = () => html`<menu class="tools">
    ${hook.status === 'ACTIVE' ? html`<button @click=${() => ask('Pause', 'Nothing is sent to it until it is resumed; what happens meanwhile waits.', 'pause')}>Pause</button>` : html`<button @click=${() => ask('Resume', 'It is sent what has waited, from where it stands.', 'resume')}>Resume</button>`}
    <button @click=${() => ask('Test', `A test message is sent to ${hook.url} now.`, 'test')}>Test</button>
    <button @click=${() => after(confirm('Replay', 'All events from a position on are sent to it again.', from => api.change('POST', `${path}/replay`, { from: Number(from) }), 'From position'))}>Replay</button></menu>`;
  const row = each => html`<tr class=${each.failure || each.status >= 300 ? 'wrong' : ''}><td>${time(each.at)}</td><td>${text(each.type)}</td><td class="right">${each.position ? link(`#/event/${each.position}`, number(each.position), true) : ''}</td><td class="right">${number(each.attempt)}</td>
    <td>${each.status ?? text(each.failure ?? '')}</td><td class="right">${number(each.millis)} ms</td><td>${each.answer ? text(each.answer) : ''}</td><td>${each.nextAt ? time(each.nextAt) : ''}</td>
    <td>${each.position ? html`<button @click=${() => ask('Resend', `The event at position ${number(each.position)} is sent again now.`, 'resend', { position: each.position })}>Resend</button>` : nothing}</td></tr>`;

  return {
    title: `Webhook ${id}`,
    render: () => !hook ? (problem ? trouble(problem, load) : waiting) : html`${trouble(problem, load)}
      ${facts([['URL', text(hook.url)], ['Status', badge(hook.status)], hook.reason && ['Why', text(hook.reason)], hook.deliveries && ['At position', number(hook.deliveries.position)],
        hook.deliveries && ['Streams that wait', number(hook.deliveries.heldStreams)], hook.deliveries?.failingSince && ['Failing since', time(hook.deliveries.failingSince)], ['History', html`<a href=${stream('webhook', id)}>who changed it</a>`]])}
      ${tools()}${result ? html`<p class=${result.delivered ? 'well' : 'trouble'} role="status">${result.status ? `It answered ${result.status}.` : text(`It did not answer: ${result.failure}`)} ${text(result.answer ?? '')}</p>` : nothing}${attempts.render(items => table('Attempts', ['Time', 'Type', '#Position', '#Attempt', 'Answer', '#Took', 'First bytes', 'Next try', 'Actions'], items.map(row), 'Nothing was sent yet.'))}`,
  };
};
