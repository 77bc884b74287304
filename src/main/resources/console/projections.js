// Projections and their likes: how each is, what waits, and how a row came to be.
import { html, nothing } from './lit-html.js';
import * as api from './api.js';
import { differences, field, json, number, span, text, time } from './format.js';
import { Pages, badge, bar, confirm, facts, link, stream, table, trouble, waiting } from './widgets.js';

const CALM = 10000;
const REBUILDING = 2000;
const ADMIN = '/api/admin/projections';

/** Asks how all are: more often while one is rebuilt, as each question is in the audit trail. */
function watch(page, told) {
  let timer, ended = false;
  const ask = async () => {
    let wait = CALM;
    if (!document.hidden) {
      try {
        const { items } = await api.get(ADMIN, { signal: page.signal });
        told(items, null);
        if (items.some(each => each.rebuild)) wait = REBUILDING;
      } catch (problem) {
        if (ended) return;
        told(null, problem);
      }
      page.update();
    }
    clearTimeout(timer);
    if (!ended) timer = setTimeout(ask, wait);
  };
  page.signal.addEventListener('abort', () => { ended = true; clearTimeout(timer); });
  ask();
  return ask;
}

const progress = rebuild => html`${bar(rebuild.percent, 'Rebuild')} <span>${number(rebuild.eventsPerSecond)} events/s${rebuild.secondsLeft ? `, ${span(rebuild.secondsLeft)} left` : ''}</span>
  ${rebuild.failure ? html`<p class="trouble">${text(rebuild.failure)}</p>` : nothing}`;

export const projections = page => {
  let all = null, problem = null;
  watch(page, (items, failure) => { all = items || all; problem = failure; });
  const row = each => html`<tr class=${each.state === 'FOLLOWING' ? '' : 'wrong'}><td>${link(`#/projection/${each.name}`, each.name, true)}</td><td>${badge(each.state)}</td><td class="right">${number(each.position)}</td>
    <td class="right">${number(each.lagEvents)}</td><td class="right">${span(each.lagSeconds)}</td><td class="right">${number(each.parked)}</td><td class="right">${each.version}</td><td>${each.owner ?? ''}</td><td>${each.rebuild ? progress(each.rebuild) : nothing}</td></tr>`;
  return {
    title: 'Projections',
    render: () => html`${trouble(problem)}${all ? table('Projections, processes and relays', ['Name', 'State', '#Position', '#Events behind', '#Behind', '#Parked', '#Version', 'Runs on', 'Rebuild'], all.map(row), 'There are none.') : problem ? nothing : waiting}`,
  };
};

/** One of them, with what an operator can do about it. */
export const projection = page => {
  const [name] = page.parts;
  let one = null, problem = null, known = true;
  const again = watch(page, (items, failure) => {
    one = items ? items.find(each => each.name === name) : one;
    known = !items || Boolean(one);
    problem = failure;
  });
  const parked = new Pages(page, (cursor, signal) => api.get(api.address(`${ADMIN}/${name}/parked`, { limit: 25, cursor }), { signal }));
  const of = each => `${ADMIN}/${name}/parked/${each.category}/${encodeURIComponent(each.streamId)}`;
  const after = async done => { if (await done) { parked.load(); again(); } };

  const rebuild = () => after(confirm('Rebuild', `All rows of ${name} are made anew beside the old ones, from ${number(one.position)} events; reads go on, and change over at the end.`, () => api.change('POST', `${ADMIN}/${name}/rebuild`)));
  const retry = each => after(confirm('Retry', `${each.category}/${each.streamId} is handled again from version ${number(each.version)} on.`, () => api.change('POST', `${of(each)}/retry`)));
  const skip = each => after(confirm('Skip', `${name} passes over ${each.eventType}, version ${number(each.version)} of ${each.category}/${each.streamId}, for good. The event stays in the log.`,
    reason => api.change('POST', `${of(each)}/skip`, { reason }), 'Reason'));
  const step = event => {
    event.preventDefault();
    location.hash = `#/steps/${name}/${encodeURIComponent(new FormData(event.target).get('id').trim())}`;
  };
  const row = each => html`<tr class="wrong"><td>${link(stream(each.category, each.streamId), text(`${each.category}/${each.streamId}`), true)}</td><td class="right"><a href=${`#/event/${each.position}`}>${number(each.version)}</a></td><td>${text(each.eventType)}</td>
    <td>${text(each.error)}</td><td class="right">${number(each.attempts)}</td><td>${time(each.parkedAt)}</td><td>${page.may('ops:write') ? html`<button @click=${() => retry(each)}>Retry</button> <button class="danger" @click=${() => skip(each)}>Skip</button>` : nothing}</td></tr>`;

  return {
    title: name,
    render: () => {
      if (!known) return trouble({ status: 404, message: `There is no projection ${name}.` });
      if (!one) return problem ? trouble(problem, again) : waiting;
      return html`${trouble(problem, again)}${one.failure ? html`<p class="trouble">${text(one.failure)}</p>` : nothing}
        ${facts([['State', badge(one.state)], ['Position', number(one.position)], ['Behind', html`${number(one.lagEvents)} events, ${span(one.lagSeconds)}`], ['Version', number(one.version)], ['Runs on', one.owner && text(one.owner)], one.rebuild && ['Rebuild', progress(one.rebuild)]])}
        <menu class="tools">${page.may('ops:write') && !one.rebuild ? html`<button @click=${rebuild}>Rebuild</button>` : nothing}
          <form class="filters" @submit=${step}><label>Step through a stream<input name="id" required placeholder="id" autocomplete="off"></label><button>Step</button></form></menu>
        ${parked.render(items => table('Parked streams', ['Stream', '#Version', 'Event', 'Error', '#Attempts', 'Since', 'Actions'], items.map(row), 'No stream waits.'))}`;
    },
  };
};

/** The stepper: a projection over one stream, event by event, the row before and after. */
export const steps = page => {
  const [name, id] = page.parts;
  let at = Number(page.query.get('at')) || 1, known = [], from = 0, end = false, problem = null, busy = false;

  async function go(wanted) {
    if (wanted < 1 || busy) return;
    busy = true;
    try {
      if (wanted <= from || wanted > from + known.length) {
        const after = Math.max(0, wanted - 26);
        const { items, nextCursor } = await api.get(api.address(`${ADMIN}/${name}/steps/${encodeURIComponent(id)}`, { after, limit: 50 }), { signal: page.signal });
        [known, from, end] = [items, after, nextCursor === null];
      }
      at = Math.min(wanted, from + known.length);
      problem = null;
      history.replaceState(null, '', `#/steps/${name}/${encodeURIComponent(id)}?at=${at}`);
    } catch (failure) {
      problem = failure;
    }
    busy = false;
    page.update();
  }
  go(at);

  const rows = ({ before, after }) => after.map((row, n) => html`<div class="scroll" tabindex="0" role="region" aria-label="Row"><table><caption>${before.length ? 'Row before and after' : 'New row'}</caption><thead><tr><th scope="col">Column</th><th scope="col">Before</th><th scope="col">After</th></tr></thead>
    <tbody>${differences(before[n], row).map(each => html`<tr class=${each.changed ? 'changed' : ''}><th scope="row">${each.name}</th><td>${before.length ? field(each.name, each.before, before[n]) : nothing}</td><td>${field(each.name, each.after, row)}</td></tr>`)}</tbody></table></div>`);

  return {
    title: `${name} over ${id}`,
    render: () => {
      const step = known[at - 1 - from];
      if (!step) return problem ? trouble(problem, () => go(at)) : busy ? waiting : html`<p class="empty">This projection follows no stream of that id.</p>`;
      return html`${trouble(problem, () => go(at))}<menu class="tools"><button @click=${() => go(1)} ?disabled=${at === 1}>First</button><button @click=${() => go(at - 1)} ?disabled=${at === 1}>Back</button>
        <output aria-live="polite">Version ${number(step.event.version)}</output><button @click=${() => go(at + 1)} ?disabled=${end && at === from + known.length}>Step</button></menu>
        <div class="beside"><section><h2><a href=${`#/event/${step.event.position}`}>${text(step.event.eventType)}</a></h2>${json(step.event.payload)}</section>
        <section>${step.after.length ? rows(step) : html`<p class="empty">This event changes nothing here.</p>`}</section></div>`;
    },
  };
};
