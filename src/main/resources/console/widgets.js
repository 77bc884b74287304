// What several screens are made of.
import { html, nothing, render, svg } from './lit-html.js';
import { number, text } from './format.js';

/** Rows under headings; a row's first link is what `j`, `k` and Enter move along. */
export const table = (caption, heads, rows, empty) => rows.length
  ? html`<div class="scroll" tabindex="0" role="region" aria-label=${caption}><table><caption>${caption}</caption>
      <thead><tr>${heads.map(head => html`<th scope="col" class=${head.startsWith('#') ? 'right' : ''}>${head.replace('#', '')}</th>`)}</tr></thead>
      <tbody>${rows}</tbody></table></div>`
  : html`<p class="empty">${empty}</p>`;

export const facts = pairs => html`<dl class="facts">${pairs.filter(Boolean).map(([name, value]) =>
  html`<div><dt>${name}</dt><dd>${value ?? html`<span class="none">none</span>`}</dd></div>`)}</dl>`;

/** What went wrong, and what to do. */
export const trouble = (problem, again) => !problem ? nothing : html`<div class="trouble" role="alert">
  <strong>${problem.status === 403 ? 'Not allowed' : problem.status === 404 ? 'Not there' : problem.status ? `Refused (${problem.status})` : 'No answer'}</strong>
  ${text(problem.message)} ${problem.errors?.map(each => html`<span>${text(each.pointer || '')} ${text(each.detail || each.code || '')}</span>`)}
  ${again ? html`<button @click=${again}>Try again</button>` : nothing}</div>`;

export const waiting = html`<p class="empty" role="status">Asking the service …</p>`;
export const badge = (state, label = state) => html`<span class=${`badge ${state.toLowerCase()}`}>${label}</span>`;
export const stream = (category, id) => `#/stream/${category}/${encodeURIComponent(id)}`;
export const link = (href, label, row) => html`<a href=${href} ?data-row=${row}>${label}</a>`;

export const bar = (part, label) => html`<progress max="100" .value=${part} aria-label=${label}></progress> ${part.toFixed(1)} %`;

/** The last values of something, as a line; 0 lies at its foot. */
export function line(values, most = Math.max(1e-9, ...values)) {
  const points = values.map((value, n) => `${(n * 200) / Math.max(1, values.length - 1)},${38 - (value * 36) / most}`).join(' ');
  return html`<svg class="line" viewBox="0 0 200 40" preserveAspectRatio="none" aria-hidden="true">${values.length > 1 ? svg`<polyline points=${points} />` : nothing}</svg>`;
}

export const chart = (label, values, unit) => html`<figure class="chart"><figcaption>${label}</figcaption>
  <output>${values.length ? unit(values.at(-1)) : '–'}</output> <small>${values.length ? `at most ${unit(Math.max(...values))}` : ''}</small>${line(values)}</figure>`;

/** Keeps the last minutes of a value. */
export const keep = (values, value, most = 90) => { values.push(value); if (values.length > most) values.shift(); };

/** Copies, and says so; shows what is to be copied by hand where the browser does not let a page. */
export const copy = (label, content) => html`<button class="quiet" @click=${async event => {
  const button = event.currentTarget, words = content();
  try {
    await navigator.clipboard.writeText(words);
    button.textContent = 'Copied';
    setTimeout(() => { button.textContent = label; }, 1500);
  } catch {
    confirm('Close', html`<textarea readonly rows="8" cols="60" aria-label=${label} .value=${words}></textarea>`, () => {});
  }
}}>${label}</button>`;

/** Asks once, naming what will happen; gives the answer of the action, or null where it was not wanted. */
export function confirm(title, words, action, field) {
  return new Promise(done => {
    const dialog = document.createElement('dialog');
    dialog.setAttribute('aria-labelledby', 'asked');
    document.body.append(dialog);
    const end = value => { dialog.close(); dialog.remove(); done(value); };
    const act = async event => {
      event.preventDefault();
      const given = field ? new FormData(event.target).get('field') : undefined;
      try {
        end((await action(given)) ?? true);
      } catch (problem) {
        show(problem);
      }
    };
    const show = problem => render(html`<form @submit=${act}><h2 id="asked">${title}</h2><p>${words}</p>${trouble(problem)}
      ${field ? html`<label>${field}<input name="field" required maxlength="1000" autocomplete="off"></label>` : nothing}
      <menu><button type="button" @click=${() => end(null)}>Cancel</button><button class="act">${title}</button></menu></form>`, dialog);
    dialog.addEventListener('cancel', () => end(null));
    show();
    dialog.showModal();
  });
}

/** Pages of a list that stay where they are while others are read. */
export class Pages {
  constructor(page, ask) {
    Object.assign(this, { page, ask, before: [], cursor: '', items: null, next: null, problem: null });
    this.load();
  }

  async load(cursor = this.cursor) {
    try {
      const { items, nextCursor } = await this.ask(cursor, this.page.signal);
      Object.assign(this, { items, next: nextCursor, cursor, problem: null });
    } catch (problem) {
      if (problem.name === 'AbortError') return;
      this.problem = problem;
    }
    this.page.update();
  }

  render(list) {
    if (this.problem) return trouble(this.problem, () => this.load());
    if (!this.items) return waiting;
    const back = () => this.load(this.before.pop());
    const on = () => { this.before.push(this.cursor); this.load(this.next); };
    return html`${list(this.items)}${this.before.length || this.next ? html`<nav class="pages" aria-label="Pages">
      <button ?disabled=${!this.before.length} @click=${back}>Back</button>
      <span>Page ${number(this.before.length + 1)}</span>
      <button ?disabled=${!this.next} @click=${on}>Next</button></nav>` : nothing}`;
  }
}
