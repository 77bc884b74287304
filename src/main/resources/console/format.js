// How values are shown. What comes from events is hostile: it is text and stays text.
import { html, nothing } from './lit-html.js';

const whole = new Intl.NumberFormat();
const local = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'medium' });
const clock = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit', second: '2-digit', fractionalSecondDigits: 3 });

export const number = value => (value === undefined || value === null ? '' : whole.format(value));
export const rate = value => (value >= 100 ? whole.format(Math.round(value)) : value.toFixed(1));

/** An amount of minor units, exact however large. */
export function money(minor, currency) {
  try {
    const form = new Intl.NumberFormat(undefined, { style: 'currency', currency });
    const digits = form.resolvedOptions().maximumFractionDigits;
    const amount = BigInt(minor);
    const text = String(amount < 0n ? -amount : amount).padStart(digits + 1, '0');
    const decimal = digits ? `${text.slice(0, -digits)}.${text.slice(-digits)}` : text;
    return html`<span class="money" title=${`${number(minor)} minor units`}>${form.format((amount < 0n ? '-' : '') + decimal)}
      <small>${number(minor)}</small></span>`;
  } catch {
    return html`<span class="money">${number(minor)} ${currency}</span>`;
  }
}

/** In the reader's zone, with UTC on hover. */
export const time = iso => (iso ? html`<time datetime=${iso} title=${iso.replace('T', ' ').replace('Z', ' UTC')}>${local.format(new Date(iso))}</time>` : nothing);
export const clockTime = iso => html`<time datetime=${iso} title=${iso.replace('T', ' ').replace('Z', ' UTC')}>${clock.format(new Date(iso))}</time>`;

const STEPS = [[86400, 'd'], [3600, 'h'], [60, 'min'], [1, 's']];
export function span(seconds) {
  if (seconds < 1) return `${Math.round(seconds * 1000)} ms`;
  const [size, unit] = STEPS.find(([each]) => seconds >= each);
  return `${seconds / size < 10 && size > 1 ? (seconds / size).toFixed(1) : Math.round(seconds / size)} ${unit}`;
}
export const age = iso => span(Math.max(0, (Date.now() - new Date(iso)) / 1000));

const UNSEEN = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff\ufff9-\ufffb]|[\u{e0000}-\u{e007f}]/gu;

/** What cannot be seen, or turns around what is beside it, is shown by its number. */
export const visible = text => String(text).replace(UNSEEN, each => `\u27e8U+${each.codePointAt(0).toString(16).toUpperCase().padStart(4, '0')}\u27e9`);

/** Hostile text of any length. */
export const text = value => html`<bdi class="text">${visible(value)}</bdi>`;

const raw = (key, value) => (typeof value === 'bigint' ? JSON.rawJSON(String(value)) : value);
export const pretty = value => JSON.stringify(value, raw, 2);
export const json = value => html`<pre class="json" tabindex="0"><bdi>${visible(pretty(value))}</bdi></pre>`;

const MONEY = /amount|balance|rent|price|total|sum|outstanding|credit|held|available/i;

/** A field of a resource, in its own terms. */
export function field(name, value, resource) {
  if (value === null || value === undefined) return html`<span class="none">none</span>`;
  if (typeof value === 'object') return json(value);
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (typeof value === 'string') return /^\d{4}-\d\d-\d\dT/.test(value) ? time(value) : text(value);
  return resource.currency && MONEY.test(name) && Number.isInteger(Number(value)) ? money(value, resource.currency) : number(value);
}

/** What differs between two resources, by field; a field's old value where it changed. */
export function differences(before, after) {
  const names = [...new Set([...Object.keys(after || {}), ...Object.keys(before || {})])];
  return names.map(name => ({ name, before: before?.[name], after: after?.[name], changed: pretty(before?.[name]) !== pretty(after?.[name]) }));
}
