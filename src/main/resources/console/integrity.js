// Whether the log and what is read of it agree, and for which position that holds.
import { html, nothing } from './lit-html.js';
import * as api from './api.js';
import { money, number, text } from './format.js';
import { facts, table, trouble, waiting } from './widgets.js';

export default page => {
  let report = null, problem = null, asking = false;

  // the whole log is folded for it: asked for by the reader, not by a clock
  async function ask() {
    asking = true;
    page.update();
    try {
      report = await api.get('/api/admin/integrity', { signal: page.signal });
      problem = null;
    } catch (failure) {
      problem = failure;
    }
    asking = false;
    page.update();
  }
  ask();

  const columns = sum => Object.entries(sum).filter(([name]) => name !== 'currency');
  const row = sum => html`<tr class=${sum.balanced ? '' : 'wrong'}><th scope="row">${sum.currency}</th>${columns(sum).map(([, value]) =>
    html`<td class="right">${typeof value === 'boolean' ? (value ? 'yes' : 'no') : money(value, sum.currency)}</td>`)}</tr>`;
  const spaced = name => name.replace(/([A-Z])/g, ' $1').toLowerCase();

  return {
    title: 'Integrity',
    render: () => html`${trouble(problem, ask)}${!report ? (problem ? nothing : waiting) : html`
      ${report.sound ? html`<p class="well">The log and all balances agree up to position ${number(report.position)}.</p>`
        : html`<div class="trouble" role="alert"><strong>They do not agree</strong> up to position ${number(report.position)}:<ul>${report.faults.map(fault => html`<li>${text(fault)}</li>`)}</ul></div>`}
      ${facts([['Accounts', number(report.accounts)], ...Object.entries(report.transfers).map(([name, value]) => [`Transfers ${spaced(name)}`, number(value)])])}
      ${table('Sums by currency', ['Currency', ...(report.currencies[0] ? columns(report.currencies[0]).map(([name]) => `#${spaced(name)}`) : [])], report.currencies.map(row), 'There is no money yet.')}
      <p><button @click=${ask} ?disabled=${asking}>${asking ? 'Folding the log …' : 'Ask again'}</button></p>`}`,
  };
};
