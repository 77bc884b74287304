// The shell: which screen is shown, who is logged in, and the keys.
import { html, nothing, render } from './lit-html.js';
import * as api from './api.js';
import { text, visible } from './format.js';
import { trouble } from './widgets.js';
import overview from './overview.js';
import log from './log.js';
import { event, streams, stream, trace } from './stream.js';
import { projections, projection, steps } from './projections.js';
import { processes, webhook } from './processes.js';
import integrity from './integrity.js';
import access from './access.js';
import { begin, finish } from './login.js';

const SCREENS = { overview, log, streams, stream, event, trace, projections, projection, steps, processes, webhook, integrity, access };
const NAMED = [['overview', 'Overview', 'o'], ['log', 'Log', 'l'], ['streams', 'Streams', 's'], ['projections', 'Projections', 'p'],
  ['processes', 'Processes', 'r'], ['integrity', 'Integrity', 'i'], ['access', 'Access', 'a']];
const PARENTS = { stream: 'streams', event: 'log', trace: 'log', projection: 'projections', steps: 'projections', webhook: 'processes' };
const KEYS = [['/', 'search'], ['j k', 'next and previous row'], ['Enter', 'open the row'], ['g then a letter', NAMED.map(([, name, key]) => `${key} ${name}`).join(', ')],
  ['← →', 'versions of a stream, where its slider has the focus'], ['?', 'these keys'], ['Esc', 'close']];

let settings = { color: 'grey' };
let caller = null;
let problem = null;
let asksWho = false;
let shown = null;
let going = false;

/** What a screen is given: its address, its end, and what the caller may do. */
function open() {
  shown?.abort.abort();
  const [path, query = ''] = (location.hash.slice(2) || 'overview').split('?');
  const [name, ...parts] = path.split('/').map(decodeURIComponent);
  const abort = new AbortController();
  const page = {
    name, parts, query: new URLSearchParams(query), signal: abort.signal,
    update: () => { if (!abort.signal.aborted) update(); },
    may: scope => caller?.scopes.includes(scope),
  };
  shown = { abort, page };
  shown.screen = (SCREENS[name] || nowhere)(page);
  update();
  scrollTo(0, 0);
}

const nowhere = () => ({ title: 'Nowhere', render: () => html`<p class="empty">There is no such screen. <a href="#/overview">Overview</a></p>` });

function update() {
  if (going) return;
  going = true;
  requestAnimationFrame(() => {
    going = false;
    document.title = `${shown?.screen?.title || 'Log in'} · ${settings.name || 'Daybook'}`;
    render(shell(), document.body);
  });
}

const current = name => name === shown?.page.name || name === PARENTS[shown?.page.name];

const shell = () => html`
  <a class="skip" href="#main" @click=${event => { event.preventDefault(); document.getElementById('main').focus(); }}>Skip to the screen</a>
  <header class=${`banner ${settings.color}`}>
    <a class="name" href="#/overview">Daybook</a>${settings.name ? html`<strong>${text(settings.name)}</strong>` : nothing}
    <form role="search" @submit=${search}><label class="hidden" for="search">Search</label>
      <input id="search" type="search" placeholder="position, stream, id …" autocomplete="off" spellcheck="false" aria-keyshortcuts="/"></form>
    <span class="who">${caller ? (caller.name ? text(caller.name) : 'this machine') : nothing}</span>
    <button class="quiet" aria-keyshortcuts="?" @click=${help}>Keys</button>
  </header>
  ${caller ? html`<nav class="screens" aria-label="Screens">${NAMED.map(([name, label]) =>
    html`<a href=${`#/${name}`} aria-current=${current(name) ? 'page' : nothing}>${label}</a>`)}</nav>` : nothing}
  <main id="main" tabindex="-1">${asksWho ? login() : problem ? trouble(problem, enter) : caller && shown
    ? html`<h1>${visible(shown.screen.title)}</h1>${shown.screen.render()}` : nothing}</main>
  <dialog id="help" aria-labelledby="keys"><form method="dialog"><h2 id="keys">Keys</h2>
    <dl class="facts">${KEYS.map(([key, what]) => html`<div><dt><kbd>${key}</kbd></dt><dd>${what}</dd></div>`)}</dl>
    <menu><button>Close</button></menu></form></dialog>`;

const login = () => html`<form class="login" @submit=${withKey}><h1>Log in</h1>${trouble(problem)}
  <p>This service asks who you are. The credential stays in this page's memory and is gone when you leave it.</p>
  <label>API key or token<input name="credential" type="password" autocomplete="off" required></label>
  <menu>${settings.issuer ? html`<button type="button" @click=${() => begin(settings)}>With your account</button>` : nothing}<button class="act">Log in</button></menu></form>`;

function withKey(event) {
  event.preventDefault();
  api.logIn(new FormData(event.target).get('credential'));
  enter();
}

/** Finds out who one is taken for. */
async function enter() {
  problem = null;
  try {
    caller = await api.get('/api/caller');
    asksWho = false;
    open();
  } catch (failure) {
    asksWho = failure.status === 401;
    problem = asksWho && !api.isLoggedIn() ? null : failure;
    if (asksWho && problem) problem.message = 'The service does not take this credential.';
    update();
  }
}

/** A number is a position, a/b a stream, everything else the beginning of a stream's id. */
function search(event) {
  event.preventDefault();
  const wanted = event.target.querySelector('input').value.trim();
  const [, category, id] = wanted.match(/^([a-z-]+)\/(.+)$/) || [];
  location.hash = /^\d+$/.test(wanted) ? `#/event/${wanted}`
    : category ? `#/stream/${category}/${encodeURIComponent(id)}`
      : `#/streams?prefix=${encodeURIComponent(wanted)}`;
}

const help = () => document.getElementById('help').showModal();

function move(step) {
  const rows = [...document.querySelectorAll('main [data-row]')];
  const next = rows[rows.indexOf(document.activeElement) + step] || rows[step > 0 ? 0 : rows.length - 1];
  next?.focus();
}

let last = '';
addEventListener('keydown', event => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest('input:not([type=range]),select,textarea,dialog')) {
    if (event.key === 'Escape') event.target.blur();
    return;
  }
  const named = last === 'g' && NAMED.find(([, , key]) => key === event.key);
  const action = named ? () => { location.hash = `#/${named[0]}`; }
    : { '/': () => document.getElementById('search').select(), '?': help, j: () => move(1), k: () => move(-1) }[event.key];
  last = event.key;
  if (action) {
    event.preventDefault();
    action();
  }
});
addEventListener('hashchange', () => { if (caller) open(); });

api.whenUnknown(() => {
  if (!caller) return;
  caller = null;
  asksWho = true;
  problem = { status: 401, message: 'The credential does not hold any more.' };
  shown?.abort.abort();
  update();
});

settings = await api.get('/console/settings.json').catch(() => settings);
if (settings.issuer) problem = await finish(settings);
if (problem) { asksWho = true; update(); } else enter();
