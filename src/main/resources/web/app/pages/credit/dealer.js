import { html, nothing } from 'lit';
import { get, post, put } from '../../api.js';
import { Element } from '../../components/element.js';
import { exportButtons } from '../../components/export.js';
import { icon } from '../../components/icons.js';
import { focusHead, list, read } from '../../components/list.js';
import { Pager } from '../../components/pager.js';
import { Reading } from '../../components/reading.js';
import { table } from '../../components/table.js';
import { notify } from '../../components/toast.js';
import { channelMark, empty, facts, pageHeader, problem, tile } from '../../components/ui.js';
import { date, dateTime, money, NONE } from '../../format.js';
import { has, t } from '../../i18n.js';
import { href } from '../../router.js';
import { creditBar, creditLegend, lockWords, standing } from './bar.js';
import { adjustmentForm, dealerForm, limitForm, reasonForm, unlockOrderForm } from './forms.js';
import { invoiceTable } from './invoices.js';
import { requestTable } from './requests.js';

const BOOKS = ['invoices', 'ledger', 'requests', 'audit'];

/** One dealer: how the account stands, why it is locked, what waits for it, and its books. */
class Dealer extends Element {
  static properties = { dealer: {}, book: { state: true } };

  #at = (more = '') => `/dealers/${encodeURIComponent(this.dealer)}${more}`;
  /** The lists: where each is read, and of what. */
  #lists = {
    orders: () => ['/orders', { dealer: this.dealer, status: 'ON_HOLD' }],
    invoices: () => [this.#at('/invoices'), {}],
    ledger: () => [this.#at('/ledger'), {}],
    requests: () => ['/credit/limit-requests', { customerId: this.dealer }],
    audit: () => [this.#at('/audit'), {}],
  };
  #pager = (name) => new Pager(this, (cursor, signal) => {
    const [path, query] = this.#lists[name]();
    return get(path, { ...query, cursor }, { signal }).then((answer) => ({ rows: answer[name], next: answer.next }));
  });

  account = new Reading(this, (signal) => get(this.#at(), {}, { signal }));
  waiting = this.#pager('orders');
  books = Object.fromEntries(BOOKS.map((book) => [book, this.#pager(book)]));

  constructor() {
    super();
    this.book = 'invoices';
  }

  updated(changed) {
    focusHead(this);
    if (changed.has('dealer')) {
      [this.account, this.waiting, ...Object.values(this.books)].forEach((one) => one.clear());
      this.#reload();
    }
  }

  #reload() {
    this.account.reload();
    this.waiting.reload();
    this.books[this.book].reload();
  }

  /** What a form gave says whether it was sent. */
  async #after(form, words) {
    if (await form) {
      notify(words);
      this.#reload();
    }
  }

  render() {
    return html`<a class="back" href="#/credit">← ${t('credit.dealers')}</a>${read(this.account, (account) => this.#whole(account), 8, this.dealer)}`;
  }

  #whole(account) {
    return html`
      ${pageHeader({ title: account.name, sub: html`<code>${account.customer_id}</code>`, aside: standing(account), actions: this.#actions(account) })}
      ${account.locked ? html`<div class="banner red" role="status">${icon('lock')}<div><strong>${lockWords(account)}</strong><span>${t(`credit.lock.${account.reason}.todo`)}</span></div></div>` : nothing}
      ${this.#figures(account)}
      ${this.#waits()}
      ${this.#books(account)}`;
  }

  #actions(account) {
    const lockedHere = account.reason === 'MANUAL_LOCK' && account.locked_by === account.customer_id;
    return html`
      ${lockedHere ? html`<button type="button" class="button primary" @click=${() => this.#after(reasonForm({
        title: t('credit.unlock'), means: t('credit.unlock.means'), action: t('credit.unlock'),
          send: (body) => post(this.#at('/unlock'), body) }), t('credit.unlock.done'))}>${t('credit.unlock')}</button>`
      : html`<button type="button" class="button" @click=${() => this.#after(reasonForm({
        title: t('credit.lock'), means: t('credit.lock.means'), action: t('credit.lock'), danger: true,
          send: (body) => post(this.#at('/lock'), body) }), t('credit.lock.done'))}>${icon('lock')}${t('credit.lock')}</button>`}
      <button type="button" class="button" @click=${() => this.#after(limitForm(account, (wish) => post('/credit/limit-requests', { customerId: account.customer_id, ...wish })), t('credit.ask.done'))}>${t('credit.ask')}</button>
      <button type="button" class="button" @click=${() => this.#after(adjustmentForm(account), t('credit.adjust.done'))}>${t('credit.adjust')}</button>
      <button type="button" class="button" @click=${() => this.#after(dealerForm(account, ({ terms }) => put(this.#at(), terms)), t('credit.saved'))}>${icon('edit')}${t('credit.edit')}</button>`;
  }

  #figures(account) {
    const { currency } = account;
    return html`
      <div class="tiles">
        ${tile({ label: t('credit.available'), value: money(account.available, currency), tone: Number(account.available) <= 0 ? 'red' : '' })}
        ${tile({ label: t('credit.limit'), value: money(account.limit, currency),
          note: account.temporary_until ? t('credit.temporary', { until: dateTime(account.temporary_until), limit: money(account.permanent_limit, currency) }) : null })}
        ${tile({ label: t('credit.owed'), value: money(account.outstanding, currency) })}
        ${tile({ label: t('credit.held'), value: money(account.held, currency) })}
      </div>
      <section class="card pad" aria-label=${t('credit.use')}>
        ${creditBar(account, true)}${creditLegend(account)}
        ${facts([
          [t('portal.terms'), t('days', { n: account.terms_days })],
          [t('portal.grace'), t('days', { n: account.grace_days })],
          [t('credit.parent'), account.parent ? html`<a href=${href(['credit', 'dealers', account.parent])}>${account.parent}</a>` : t('credit.parent.none')],
          account.pool.length > 1 || account.pool_outstanding !== account.outstanding || account.pool_held !== account.held
            ? [t('credit.pool'), t('credit.pool.figures', { owed: money(account.pool_outstanding, currency), held: money(account.pool_held, currency) })] : null,
        ])}
      </section>`;
  }

  #waits() {
    if (this.waiting.state === 'failed') {
      return html`<section class="card">${problem(this.waiting.error, () => this.waiting.reload())}</section>`;
    }
    if (!this.waiting.rows.length) {
      return nothing;
    }
    return html`
      <section class="card list" aria-labelledby="dealer-waiting">
        <div class="card-head"><h2 id="dealer-waiting">${t('credit.waiting')}</h2>${this.#exports('orders', t('credit.waiting'))}</div>
        ${list(this.waiting, (rows) => table(t('credit.waiting'), [
          { head: t('order'), kind: 'main', cell: (order) => html`
            <a href=${href(['orders', order.platform, order.order_id], { in: order.shop_id })}>${order.order_id}</a><span class="under">${channelMark(order.platform)} ${order.shop_id}</span>` },
          { head: t('amount'), kind: 'number', cell: (order) => money(order.amount, order.currency) },
          { head: t('credit.placed'), kind: 'time', cell: (order) => dateTime(order.created_at) },
          { head: t('credit.release'), kind: 'end', cell: (order) => html`
            <button type="button" class="button small" @click=${() => this.#after(unlockOrderForm(order), t('credit.release.done'))}>${t('credit.release')}</button>` },
        ], rows), () => nothing)}
      </section>`;
  }

  #books(account) {
    const pager = this.books[this.book];
    const rows = { invoices: invoiceTable, ledger: ledgerTable, audit: auditTable,
      requests: (requests) => requestTable(requests, { decided: () => this.#reload() }) }[this.book];
    return html`
      <section class="card list" aria-label=${t('credit.books')}>
        <div class="card-head">
          <div class="segments" role="group" aria-label=${t('credit.books')}>
            ${BOOKS.map((book) => html`<button type="button" aria-pressed=${book === this.book ? 'true' : 'false'} @click=${() => this.#open(book)}>${t(`credit.book.${book}`)}</button>`)}
          </div>
          ${this.#exports(this.book, t(`credit.book.${this.book}`))}
        </div>
        ${list(pager, (found) => rows(found, account.currency), () => empty({ title: t(`credit.book.${this.book}.none`) }))}
      </section>`;
  }

  #exports(name, words) {
    const [path, query] = this.#lists[name]();
    return html`<span class="filters-end">${exportButtons(`${path}/export`, query, `${name}-${this.dealer}`, { list: words })}</span>`;
  }

  #open(book) {
    this.book = book;
    this.books[book].reload();
  }
}

customElements.define('os-dealer', Dealer);

const orderLink = (row) => (row.order_id ? html`
  <a href=${href(['orders', row.platform, row.order_id], { in: row.shop_id })}>${row.order_id}</a>` : row.payment_id);

const ledgerTable = (rows, currency) => table(t('credit.book.ledger'), [
  { head: t('credit.movement'), kind: 'main', cell: (row) => t(`credit.movement.${row.kind}`) },
  { head: t('credit.of'), kind: 'code', cell: orderLink },
  { head: t('credit.held'), kind: 'number', cell: (row) => signed(row.held, currency) },
  { head: t('credit.owed'), kind: 'number', cell: (row) => signed(row.outstanding, currency) },
  { head: t('credit.why'), kind: 'text', cell: (row) => row.reason },
  { head: t('at'), kind: 'time', cell: (row) => dateTime(row.at) },
], rows);

const signed = (amount, currency) => (Number(amount) ? `${Number(amount) > 0 ? '+' : ''}${money(amount, currency)}` : nothing);

const auditTable = (rows, currency) => table(t('credit.book.audit'), [
  { head: t('credit.change'), kind: 'main', cell: (row) => (has(`credit.change.${row.action}`) ? t(`credit.change.${row.action}`) : row.action) },
  { head: t('credit.of'), kind: 'code', cell: orderLink },
  { head: t('credit.by'), cell: (row) => (has(`credit.by.${row.actor}`) ? t(`credit.by.${row.actor}`) : row.actor) },
  { head: t('credit.why'), kind: 'text', cell: (row) => row.reason },
  { head: t('credit.before-after'), kind: 'text', cell: (row) => changes(row, currency) },
  { head: t('at'), kind: 'time', cell: (row) => dateTime(row.at, { seconds: true }) },
], rows);

/** What the words of a field's values begin with, where that is not the field's own name. */
const WORDS = { state: 'credit.request' };
const MONEY = ['limit', 'temporary_limit', 'held', 'outstanding', 'available'];
/** The number of a decision says nothing to a reader; the dealer is the page's, and so is its currency. */
const UNSAID = ['version', 'dealer', 'currency'];

/** What was changed: each field with what it was and what it is; of what had no before, what it is. */
function changes({ before, after }, currency) {
  const names = [...new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})])].filter((name) => !UNSAID.includes(name) || (name === 'currency' && after?.currency !== currency));
  const said = (values, name) => valueWords(name, values?.[name], values?.currency ?? currency);
  const changed = names.filter((name) => said(before, name) !== said(after, name));
  return changed.length ? html`${changed.map((name, index) => html`${index ? ' · ' : nothing}<span class="muted">${has(`credit.field.${name}`) ? t(`credit.field.${name}`) : name}</span> ${
    name in (before ?? {}) ? `${said(before, name)} → ` : nothing}${said(after, name)}`)}` : nothing;
}

function valueWords(name, value, currency) {
  if (value === null || value === undefined) {
    return NONE;
  }
  if (MONEY.includes(name)) {
    return money(value, currency);
  }
  const text = String(value);
  return /^\d{4}-\d{2}-\d{2}T/.test(text) ? dateTime(text) : /^\d{4}-\d{2}-\d{2}$/.test(text) ? date(`${text}T00:00`)
    : text === 'infinity' ? t('credit.for-good') : has(`${WORDS[name] ?? name}.${text}`) ? t(`${WORDS[name] ?? name}.${text}`).replace(/\.$/, '') : text;
}
