import { html, nothing } from 'lit';
import { get } from '../../api.js';
import { exportButtons, exportHead } from '../../components/export.js';
import { dayField, filterField } from '../../components/fields.js';
import { list } from '../../components/list.js';
import { Page } from '../../components/page.js';
import { Pager } from '../../components/pager.js';
import { table } from '../../components/table.js';
import { empty, select, tag, technicalUnder } from '../../components/ui.js';
import { dateTime, money, number } from '../../format.js';
import { t } from '../../i18n.js';
import { href, setQuery } from '../../router.js';
import { day } from './words.js';

const FILTERS = ['date', 'matched', 'order'];
const TONES = { READING: 'blue', READ: 'green', REFUSED: 'red' };

/** What the bank says: its lines, what they were matched to, and its files. */
class Bank extends Page {
  lines = new Pager(this, (cursor, signal) => get('/bank-lines', { ...this.filters(...FILTERS), cursor }, { signal })
    .then((answer) => ({ rows: answer.bank_lines, next: answer.next })));
  files = new Pager(this, (cursor, signal) => get('/bank-statements', { cursor, limit: 10 }, { signal })
    .then((answer) => ({ rows: answer.bank_statements, next: answer.next })));

  followed() {
    this.lines.reload();
    this.files.reload();
  }

  render() {
    const filtered = FILTERS.some((name) => this.filter(name));
    return html`
      <section class="card list" aria-labelledby="bank-lines">
        <h2 id="bank-lines">${t('bank.lines')}</h2>
        <div class="filters inset">
          ${dayField({ label: t('bank.booked'), value: this.filter('date'), change: (date) => setQuery({ date }) })}
          ${select({ id: 'bank-matched', label: t('bank.matched'), value: this.filter('matched'), change: (matched) => setQuery({ matched }),
            options: [['', t('any')], ['true', t('bank.matched.true')], ['false', t('bank.matched.false')]] })}
          ${filterField({ id: 'bank-order', name: 'order', label: t('order'), value: this.filter('order'), placeholder: t('order.id') })}
          ${filtered ? html`<a class="button ghost" href="#/finance/bank">${t('action.clear')}</a>` : nothing}
          <span class="filters-end">${exportButtons('/bank-lines/export', this.filters(...FILTERS), 'bank-lines', { list: t('bank.lines') })}</span>
        </div>
        ${list(this.lines, (rows) => this.#lines(rows), () => (filtered
          ? empty({ title: t('bank.none.filtered'), text: t('filtered.todo'), action: html`<a class="button" href="#/finance/bank">${t('action.clear')}</a>` })
          : empty({ title: t('bank.none'), text: t('bank.none.todo') })))}
      </section>
      <section class="card list" aria-labelledby="bank-files">
        ${exportHead('bank-files', t('bank.files'), '/bank-statements/export', {}, 'bank-statements')}
        ${list(this.files, (rows) => this.#files(rows), () => empty({ title: t('bank.files.none'), text: t('bank.none.todo') }))}
      </section>`;
  }

  #lines(rows) {
    return table(t('bank.lines'), [
      { head: t('bank.reference'), kind: 'main',
        cell: (line) => html`${line.reference ?? t('bank.reference.none')}<span class="under mono">${line.line_id}</span>` },
      { head: t('amount'), kind: 'number', cell: (line) => html`
        <span class=${line.direction === 'CREDIT' ? 'green-text' : ''}>${line.direction === 'CREDIT' ? '+' : '−'}${money(line.amount, line.currency)}</span>` },
      { head: t('bank.charges'), kind: 'number', cell: (line) => (Number(line.charges) ? money(line.charges, line.currency) : null) },
      { head: t('bank.matched'), cell: (line) => matched(line) },
      { head: t('order'), kind: 'code', cell: (line) => line.order_id },
      { head: t('bank.payment'), kind: 'code', cell: (line) => (line.payment_id ? html`
        <a href=${href(['finance', 'payments'], { order: line.order_id })}>${line.payment_id}</a>` : null) },
      { head: t('bank.booked'), kind: 'time', cell: (line) => day(line.booked_on) },
    ], rows);
  }

  #files(rows) {
    return table(t('bank.files'), [
      { head: t('bank.file'), kind: 'main', cell: (file) => html`${file.file_name}${file.message_id ? html`
        <span class="under mono">${file.message_id}</span>` : nothing}` },
      { head: t('dead.status'), cell: (file) => tag(t(`bank.state.${file.state}`), TONES[file.state]) },
      { head: t('bank.entries'), kind: 'number', cell: (file) => number(file.entries) },
      { head: t('posting.reason'), kind: 'text', cell: (file) => file.detail && html`<span>${t(`bank.trouble.${file.state}`)}</span>${technicalUnder(file.detail)}` },
      { head: t('dead.received-at'), kind: 'time', cell: (file) => dateTime(file.received_at) },
    ], rows);
  }
}

customElements.define('os-bank', Bank);

function matched(line) {
  if (line.reverses || line.reversed_by) {
    return tag(t(line.reverses ? 'bank.reverses' : 'bank.reversed'), 'grey', line.reverses ?? line.reversed_by);
  }
  return line.payment_id ? tag(t('bank.matched.true'), 'green') : tag(t('bank.matched.false'), 'amber');
}
