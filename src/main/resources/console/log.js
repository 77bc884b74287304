// The log, live or from a place on.
import { html, nothing } from './lit-html.js';
import * as api from './api.js';
import { age, clockTime, number, pretty, text } from './format.js';
import { Pages, link, stream, table, trouble } from './widgets.js';

const SHOWN = 50;
const BEAT = 500;

/** One event of a list. */
const row = event => html`<tr><td class="right">${link(`#/event/${event.position}`, number(event.position), true)}</td>
  <td>${clockTime(event.recordedAt)}</td><td class="right">${age(event.recordedAt)}</td>
  <td><a href=${stream(event.category, event.streamId)}>${text(`${event.category}/${event.streamId}`)}</a></td><td class="right">${number(event.version)}</td>
  <td class="name">${text(event.eventType)}</td><td class="glance">${text(pretty(event.payload).replace(/\s+/g, ' ').slice(0, 160))}</td></tr>`;
const list = (caption, events, empty) => html`<div class="log">${table(caption, ['#Position', 'Time', '#Age', 'Stream', '#Version', 'Type', 'Payload'], events.map(row), empty)}</div>`;

/** `at` a position, or `from` a time, and further; else live. */
export default page => {
  const { category = '', type = '', at, from } = Object.fromEntries(page.query);
  const live = !at && !from;
  const filters = { category, type };
  let events = [], seen = 0, first = 0, last = 0, paused = false, kept = [], state = null, drawn = 0;

  if (live) {
    const beat = setInterval(() => { if (drawn !== last && !paused) { drawn = last; page.update(); } }, BEAT);
    page.signal.addEventListener('abort', () => clearInterval(beat));
    const recent = async () => Math.max(0, await api.head(page.signal) - 20);
    api.follow(api.address('/api/events/feed', filters), recent, came, there, page.signal);
  }
  let names = { categories: [], types: [] };
  api.get('/q/schemas', { signal: page.signal }).then(({ $defs }) => {
    const all = Object.keys($defs).map(each => each.split('.'));
    names = { categories: [...new Set(all.map(([each]) => each))].sort(), types: [...new Set(all.map(([, each]) => each))].sort() };
    page.update();
  }).catch(() => {}); // one types them, then
  const pages = live ? null : new Pages(page, (cursor, signal) =>
    api.get(api.address('/api/events', { ...filters, limit: 50, cursor, ...(!cursor && { after: at && at - 1, from }) }), { signal }));

  function there(problem) {
    state = problem;
    page.update();
  }

  /** Only the newest are kept; all are counted. */
  function came(more) {
    first ||= more[0].position;
    seen += more.length;
    last = more.at(-1).position;
    events = [...events, ...more].slice(-SHOWN);
  }

  function pause() {
    paused = !paused;
    kept = events;
    page.update();
  }

  const filter = event => {
    event.preventDefault();
    const { place, ...others } = Object.fromEntries(new FormData(event.target));
    const time = place && !/^\d+$/.test(place) ? new Date(place) : null;
    if (time && Number.isNaN(time.getTime())) return event.target.elements.place.setCustomValidity('A position, or a time such as 2026-01-31 12:00'), event.target.reportValidity();
    location.hash = api.address('#/log', { ...others, at: time ? '' : place, from: time?.toISOString() });
  };

  const form = () => html`<form class="filters" @submit=${filter} @input=${event => event.target.setCustomValidity('')}>
    <label>Category<input name="category" list="categories" .value=${category} placeholder="all" autocomplete="off"></label>
    <label>Type<input name="type" list="types" .value=${type} placeholder="all" autocomplete="off"></label>
    <datalist id="categories">${names.categories.map(each => html`<option value=${each}></option>`)}</datalist><datalist id="types">${names.types.map(each => html`<option value=${each}></option>`)}</datalist>
    <label>From a position or time<input name="place" .value=${at || from || ''} placeholder="live" autocomplete="off"></label>
    <button>Show</button>${live ? html`<button type="button" aria-pressed=${paused} @click=${pause}>${paused ? 'Go on' : 'Pause'}</button>` : html`<a class="button" href=${api.address('#/log', filters)}>Live</a>`}</form>`;

  const parsed = item => (item.event ??= api.parse(item.data));

  return {
    title: 'Log',
    render: () => html`${form()}${live ? html`${trouble(state)}
      <p class="counts" data-seen=${seen} data-first=${first} data-last=${last}>${number(seen)} events seen, up to position ${number(last)}${paused ? html`, shown as they were when you paused` : nothing}</p>
      ${list('The newest events', (paused ? kept : events).toReversed().map(parsed), 'Nothing happens just now. What happens next appears here.')}`
      : pages.render(items => list('Events', items, 'There is nothing here: another filter or place shows more.'))}`,
  };
};
