// Streams, one stream through its versions, one event, and all that one request set off.
import { html, nothing } from './lit-html.js';
import * as api from './api.js';
import { age, clockTime, differences, field, json, number, pretty, text, time } from './format.js';
import { Pages, copy, facts, link, stream as streamLink, table, trouble, waiting } from './widgets.js';

const RESOURCES = {
  account: 'accounts', transfer: 'transfers', order: 'orders', property: 'properties', lease: 'leases',
  'billing-account': 'billing/accounts', invoice: 'billing/invoices', 'api-key': 'keys', webhook: 'webhooks',
};
const AROUND = 25;
const BACK = 20000;

export const streams = page => {
  const filters = Object.fromEntries(page.query);
  const pages = new Pages(page, (cursor, signal) => api.get(api.address('/api/streams', { ...filters, limit: 50, cursor }), { signal }));
  const find = event => {
    event.preventDefault();
    location.hash = api.address('#/streams', Object.fromEntries(new FormData(event.target)));
  };
  return {
    title: 'Streams',
    render: () => html`<form class="filters" @submit=${find}><label>Category<input name="category" .value=${filters.category || ''} placeholder="all" autocomplete="off"></label>
      <label>The id begins with<input name="prefix" .value=${filters.prefix || ''} autocomplete="off"></label><button>Find</button></form>
      ${pages.render(items => table('Streams', ['Stream', '#Version', 'Last event', '#At position', 'Time', '#Age'], items.map(each => html`<tr>
        <td>${link(streamLink(each.category, each.streamId), text(`${each.category}/${each.streamId}`), true)}</td><td class="right">${number(each.version)}</td><td>${text(each.eventType)}</td>
        <td class="right"><a href=${`#/event/${each.position}`}>${number(each.position)}</a></td><td>${time(each.recordedAt)}</td><td class="right">${age(each.recordedAt)}</td></tr>`),
      'No stream begins like this. The id is case-sensitive.'))}`,
  };
};

/** The events of one resource beside what it was at a version. */
export const stream = page => {
  const [category, id] = page.parts;
  const path = `/api/streams/${category}/${encodeURIComponent(id)}/events`;
  const resource = RESOURCES[category] && `/api/${RESOURCES[category]}/${encodeURIComponent(id)}`;
  let newest = 0, version = 0, events = [], from = 0, states = [null, null], problem = null, turn = 0;

  const get = address => api.get(address, { signal: page.signal });
  const stateAt = at => (at < 1 || !resource ? null : get(`${resource}?version=${at}`).catch(failure => {
    if (failure.status === 404 || failure.status === 400) return null;
    throw failure;
  }));

  async function start() {
    try {
      const { items } = await get(api.address('/api/streams', { category, prefix: id, limit: 1 }));
      newest = items[0]?.streamId === id ? items[0].version : 0;
      if (!newest) problem = { status: 404, message: `There is no stream ${category}/${id}.` };
      else await show(Math.min(newest, Number(page.query.get('version')) || newest));
    } catch (failure) {
      problem = failure;
    }
    page.update();
  }

  const here = location.hash.split('?')[0];
  /** What was asked for last is shown. */
  async function show(wanted) {
    version = wanted;
    const mine = ++turn;
    page.update();
    try {
      const after = Math.max(0, Math.min(wanted - AROUND, newest - 2 * AROUND));
      const [read, ...both] = await Promise.all([
        after === from && events.length ? { items: events } : get(api.address(path, { after, limit: 2 * AROUND })), stateAt(wanted - 1), stateAt(wanted),
      ]);
      if (mine !== turn || !location.hash.startsWith(here)) return;
      [events, from, states, problem] = [read.items, after, both, null];
      history.replaceState(null, '', api.address(here, { version: wanted === newest ? '' : wanted }));
    } catch (failure) {
      if (failure.name !== 'AbortError' && mine === turn) problem = failure;
    }
    page.update();
  }

  start();
  const fields = () => differences(...states).map(({ name, before, after, changed }) => html`<tr class=${changed ? 'changed' : ''}><th scope="row">${name}</th>
    <td>${after === undefined ? html`<span class="none">gone</span>` : field(name, after, states[1])}</td>
    <td>${changed && before !== undefined ? html`<del>${field(name, before, states[0])}</del>` : nothing}</td></tr>`);
  const row = event => html`<tr class=${event.version === version ? 'chosen' : ''} aria-current=${event.version === version ? 'true' : nothing}>
    <td class="right"><button class="quiet" data-row @click=${() => show(event.version)} aria-label=${`Version ${event.version}`}>${number(event.version)}</button></td>
    <td>${text(event.eventType)}</td><td>${clockTime(event.recordedAt)}</td><td class="right"><a href=${`#/event/${event.position}`}>${number(event.position)}</a></td></tr>`;

  return {
    title: `${category}/${id}`,
    render: () => {
      if (!newest) return problem ? trouble(problem, start) : waiting;
      const chosen = events.find(event => event.version === version);
      return html`${trouble(problem, () => show(version))}<div class="slider"><label for="version">Version</label>
        <input id="version" type="range" min="1" max=${newest} .value=${String(version)} @input=${event => show(Number(event.target.value))}>
        <output for="version">${number(version)} of ${number(newest)}</output>
        <button @click=${() => show(newest)} ?disabled=${version === newest}>Newest</button></div>
        <div class="beside"><section aria-label="Events">${table('Events around this version', ['#Version', 'Type', 'Time', '#Position'], events.map(row), 'There are none.')}</section>
        <section aria-label="State">${chosen ? html`<h2>${text(chosen.eventType)}</h2>${json(chosen.payload)}` : nothing}
        ${resource ? table(`The ${category} at version ${number(version)}, and before it`, ['Field', 'Value', 'Before'], states[1] || states[0] ? fields() : [], 'It has no page of its own at this version.') : nothing}</section></div>`;
    },
  };
};

const argument = ([name, value]) => `/* ${name} */ ${pretty(value)}`;
const given = event => `given(new ${event.eventType}(${Object.entries(event.payload).map(argument).join(', ')}))`;
const curl = event => `curl '${location.origin}/api/events/${event.position}'`;
const correlated = (event, signal) => api.get(api.address('/api/events', { correlationId: event.metadata.correlationId, after: Math.max(0, event.position - BACK), limit: 100 }), { signal });
const traceOf = event => `#/trace/${encodeURIComponent(event.metadata.correlationId)}?near=${event.position}`;

/** One event, what it is read as today, its cause and its effects. */
export const event = page => {
  const position = page.parts[0];
  let shown = null, current = null, related = [], problem = null;

  (async () => {
    try {
      [shown, current] = await Promise.all(['', '?upcast=true'].map(form => api.get(`/api/events/${encodeURIComponent(position)}${form}`, { signal: page.signal })));
      page.update();
      if (shown.metadata.correlationId) related = (await correlated(shown, page.signal)).items;
    } catch (failure) {
      problem = failure;
    }
    page.update();
  })();

  const near = (events, empty) => (events.length ? events.map(each => html`<div><a href=${`#/event/${each.position}`}>${text(each.eventType)}</a> ${text(`${each.category}/${each.streamId}`)}</div>`) : html`<span class="none">${empty}</span>`);

  return {
    title: `Event ${position}`,
    render: () => {
      if (!shown) return problem ? trouble(problem) : waiting;
      const { metadata } = shown;
      return html`${trouble(problem)}<menu class="tools">${Number(position) > 1 ? html`<a class="button" href=${`#/event/${shown.position - 1}`}>Before</a>` : nothing}<a class="button" href=${`#/event/${shown.position + 1}`}>After</a>
          ${copy('Copy as JSON', () => pretty(shown))}${copy('Copy as curl', () => curl(shown))}${copy('Copy as given', () => given(shown))}</menu>
        ${facts([['Type', text(shown.eventType)], ['Stream', html`<a href=${`${streamLink(shown.category, shown.streamId)}?version=${shown.version}`}>${text(`${shown.category}/${shown.streamId}`)}</a>, version ${number(shown.version)}`],
          ['Recorded', html`${time(shown.recordedAt)}, ${age(shown.recordedAt)} ago`], ['By', metadata.userId ? text(metadata.userId) : 'nobody named'], metadata.actingFor && ['For', text(metadata.actingFor)],
          ['Event id', text(shown.eventId)], ['Command', text(metadata.commandId)], ['Trace', html`<a href=${traceOf(shown)}>${text(metadata.correlationId)}</a>`],
          ['Cause', near(related.filter(each => each.eventId === metadata.causationId), metadata.causationId ? text(metadata.causationId) : 'a request')],
          ['Effects', near(related.filter(each => each.metadata.causationId === shown.eventId), 'none near it')]])}
        <div class="beside"><section><h2>As it was stored, schema version ${number(shown.schemaVersion)}</h2>${json(shown.payload)}</section>
        <section>${current.schemaVersion === shown.schemaVersion ? html`<h2>Read as it is</h2><p class="empty">There is no newer schema of this type.</p>`
          : html`<h2>As it is read today, schema version ${number(current.schemaVersion)}</h2>${json(current.payload)}`}</section></div>
        <h2>Metadata</h2>${json(metadata)}`;
    },
  };
};

/** Swimlanes: a column for each stream that a request reached. */
export const trace = page => {
  const correlationId = page.parts[0];
  const near = Number(page.query.get('near')) || 0;
  let events = null, through = Math.max(0, near - BACK), more = true, problem = null;

  async function look() {
    try {
      const { items, nextCursor } = await api.get(api.address('/api/events', { correlationId, after: through, limit: 100 }), { signal: page.signal });
      events = [...(events || []), ...items];
      more = nextCursor !== null;
      through = items.length === 100 ? items.at(-1).position : through + 50000;
    } catch (failure) {
      problem = failure;
    }
    page.update();
  }
  look();

  return {
    title: 'Trace',
    render: () => {
      if (!events) return problem ? trouble(problem, look) : waiting;
      const lanes = [...new Set(events.map(each => `${each.category}/${each.streamId}`))];
      const start = events.length ? new Date(events[0].recordedAt) : 0;
      return html`${trouble(problem, look)}<p>All that belongs to ${text(correlationId)}</p>
        ${table('Lanes', ['#Position', '#After', ...lanes], events.map(each => html`<tr><td class="right">${link(`#/event/${each.position}`, number(each.position), true)}</td>
          <td class="right">${number(new Date(each.recordedAt) - start)} ms</td>${lanes.map(lane => html`<td>${lane === `${each.category}/${each.streamId}`
    ? html`<a class="node" href=${`#/event/${each.position}`}>${text(each.eventType)}</a>` : nothing}</td>`)}</tr>`), 'Nothing near here belongs to it.')}
        <p>${more ? html`<button @click=${look}>Look further on</button>` : html`The log was looked through to its end.`}
          ${near ? html`<a class="button" href=${`#/trace/${encodeURIComponent(correlationId)}?near=1`}>From the beginning of the log</a>` : nothing}</p>`;
    },
  };
};
