// How the service is, at a glance: what needs somebody stands first, in red.
import { html, nothing } from './lit-html.js';
import * as api from './api.js';
import { number, rate, span } from './format.js';
import { badge, chart, facts, keep, line, link, table, trouble } from './widgets.js';

const MOMENT = 5000;
const CALM = 60000;
const UNEASY = 15000;
const NAMES = ['log_position', 'append_batch_commands_sum', 'append_seconds_count', 'append_seconds_sum', 'command_queue_depth', 'feeds_open', 'projection_lag_seconds', 'projection_parked_streams'];
const METRICS = `/q/metrics?${NAMES.map(name => `name[]=daybook_${name}`).join('&')}`;

/** The samples of Prometheus' text, summed over their labels. */
function sums(metrics) {
  const all = new Map();
  for (const [, name, value] of metrics.matchAll(/^daybook_([a-z_]+)(?:\{[^\n]*\})? ([^\s#]+)$/gm)) all.set(name, (all.get(name) || 0) + Number(value));
  return all;
}

/** By subscription: for how long its oldest event has waited. */
const lags = metrics => [...metrics.matchAll(/^daybook_projection_lag_seconds\{projection="([^"]+)",?\} (\S+)$/gm)].map(([, name, value]) => [name, Number(value)]);

/** What an instance is for, by what it can run. */
const role = ({ offers }) => (!offers.length ? 'api' : offers.some(each => each.includes('_')) ? (offers.includes('webhooks') ? 'all' : 'projections') : 'relay');

export default page => {
  const events = [], commands = [], latency = [], behind = new Map();
  let before = null, problem = null, projections = null, instances = [], standing = [], queue = 0, feeds = 0, asked = -Infinity;

  const moment = async () => {
    try {
      const told = await api.getText(METRICS, { signal: page.signal });
      const metrics = sums(told);
      for (const [name, lag] of lags(told)) {
        if (!behind.has(name)) behind.set(name, []);
        keep(behind.get(name), lag);
      }
      const value = name => metrics.get(name) ?? 0;
      const now = { at: performance.now(), head: value('log_position'), done: value('append_batch_commands_sum'), appends: value('append_seconds_count'), appending: value('append_seconds_sum'),
        parked: value('projection_parked_streams') };
      if (before) {
        const seconds = (now.at - before.at) / 1000;
        keep(events, (now.head - before.head) / seconds);
        keep(commands, Math.max(0, now.done - before.done) / seconds);
        if (now.appends > before.appends) keep(latency, (now.appending - before.appending) / (now.appends - before.appends));
      }
      const uneasy = now.parked || before?.parked || [...behind.values()].some(lag => lag.at(-1) > 5);
      before = now;
      queue = value('command_queue_depth');
      feeds = value('feeds_open');
      problem = null;
      if (now.at - asked > (uneasy ? UNEASY : CALM)) await occasionally(now.at);
    } catch (failure) {
      problem = failure;
      before = null;
    }
    page.update();
  };

  // each of these questions is in the audit trail: they are asked rarely, unless something is wrong
  const occasionally = async at => {
    asked = at;
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

  if (page.may('ops:read')) page.signal.addEventListener('abort', api.every(MOMENT, moment));

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
