// How the service is, at a glance: what needs somebody stands first, in red.
import { html, nothing } from './lit-html.js';
import * as api from './api.js';
import { number, rate, span } from './format.js';
import { badge, chart, facts, keep, line, link, table, trouble } from './widgets.js';

const MOMENT = 5000;
const WHILE = 15000;

/** The samples of Prometheus' text, summed over their labels. */
function sums(metrics) {
  const all = new Map();
  for (const [, name, value] of metrics.matchAll(/^(daybook_[a-z_]+)(?:\{[^\n]*\})? ([^\s#]+)$/gm)) all.set(name, (all.get(name) || 0) + Number(value));
  return all;
}

/** By subscription: for how long its oldest event has waited. */
const lags = metrics => [...metrics.matchAll(/^daybook_projection_lag_seconds\{projection="([^"]+)",?\} (\S+)$/gm)].map(([, name, value]) => [name, Number(value)]);

/** What an instance is for, by what it can run. */
const role = ({ offers }) => (!offers.length ? 'api' : offers.some(each => each.includes('_')) ? (offers.includes('webhooks') ? 'all' : 'projections') : 'relay');

export default page => {
  const events = [], commands = [], latency = [], behind = new Map();
  let before = null, problem = null, projections = null, instances = [], standing = [], queue = 0, feeds = 0;

  const moment = async () => {
    try {
      const [head, told] = await Promise.all([
        page.may('log:read') ? api.head(page.signal) : 0,
        page.may('ops:read') ? api.getText('/q/metrics', { signal: page.signal }) : '',
      ]);
      const metrics = sums(told);
      for (const [name, lag] of lags(told)) {
        if (!behind.has(name)) behind.set(name, []);
        keep(behind.get(name), lag);
      }
      const now = { at: performance.now(), head, done: metrics.get('daybook_commands_seconds_count') ?? metrics.get('daybook_commands_total') ?? 0,
        appends: metrics.get('daybook_append_seconds_count') ?? 0, appending: metrics.get('daybook_append_seconds_sum') ?? 0 };
      if (before) {
        const seconds = (now.at - before.at) / 1000;
        keep(events, (now.head - before.head) / seconds);
        keep(commands, Math.max(0, now.done - before.done) / seconds);
        if (now.appends > before.appends) keep(latency, (now.appending - before.appending) / (now.appends - before.appends));
      }
      before = now;
      queue = metrics.get('daybook_command_queue_depth') ?? 0;
      feeds = metrics.get('daybook_feeds_open') ?? 0;
      problem = null;
    } catch (failure) {
      problem = failure;
      before = null;
    }
    page.update();
  };

  // each of these questions is in the audit trail: they are asked rarely
  const occasionally = async () => {
    if (!page.may('ops:read')) return;
    try {
      let processes;
      [projections, instances, processes] = (await Promise.all(['projections', 'instances', 'processes'].map(what =>
        api.get(`/api/admin/${what}`, { signal: page.signal })))).map(({ items }) => items);
      standing = processes.filter(({ oldest, remindedAfterSeconds }) => oldest.some(({ seconds }) => seconds > remindedAfterSeconds));
    } catch (failure) {
      problem = failure;
    }
    page.update();
  };

  for (const stop of [api.every(MOMENT, moment), api.every(WHILE, occasionally)]) page.signal.addEventListener('abort', stop);

  const worst = ['UNOWNED', 'FAILING', 'PARKED', 'FOLLOWING'];
  const row = each => html`<tr class=${each.state === 'FOLLOWING' ? '' : 'wrong'}><td>${link(`#/projection/${each.name}`, each.name, true)}</td><td>${badge(each.state)}</td>
    <td class="right">${number(each.lagEvents)}</td><td class="right">${span(behind.get(each.name)?.at(-1) ?? each.lagSeconds)}</td><td>${line(behind.get(each.name) || [])}</td><td class="right">${number(each.parked)}</td><td>${each.failure ?? each.owner ?? ''}</td></tr>`;

  return {
    title: 'Overview',
    render: () => {
      const wrong = (projections || []).filter(each => each.state !== 'FOLLOWING');
      return html`${trouble(problem)}
        ${standing.length ? html`<p class="trouble">Something stands still for too long: ${standing.map(({ name }) => html`${link('#/processes', name)} `)}</p>` : nothing}
        ${projections ? wrong.length
          ? html`<p class="trouble">${wrong.length} of ${projections.length} need somebody: ${wrong.map(each => html`${link(`#/projection/${each.name}`, each.name)} `)}</p>`
          : html`<p class="well">All ${projections.length} projections, processes and relays follow the log.</p>` : nothing}
        <div class="charts">${chart('Events a second, whole log', events, rate)}${chart('Commands a second, this instance', commands, rate)}${chart('Append, mean, this instance', latency, span)}</div>
        ${facts([['Last position', before && html`<a href=${`#/log?at=${Math.max(1, before.head - 24)}`}>${number(before.head)}</a>`], ['Commands that wait', number(queue)], ['Open feeds', number(feeds)]])}
        ${projections ? table('Projections, processes and relays', ['Name', 'State', '#Events behind', '#Behind', 'Behind lately', '#Parked', 'Runs on, or fails'],
          projections.toSorted((a, b) => worst.indexOf(a.state) - worst.indexOf(b.state)).map(row), 'There are none.') : html`<p class="empty">The scope ops:read shows more.</p>`}
        ${instances.length ? table('Instances', ['Name', 'Role', 'Runs'], instances.map(each =>
          html`<tr><td>${each.name}</td><td>${badge(role(each))}</td><td>${each.runs.join(', ') || html`<span class="none">nothing now</span>`}</td></tr>`), '') : nothing}`;
    },
  };
};
