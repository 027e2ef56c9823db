import { html, nothing } from 'lit';
import { get, post } from '../api.js';
import { exportHead } from '../components/export.js';
import { icon } from '../components/icons.js';
import { list, read } from '../components/list.js';
import { Page } from '../components/page.js';
import { Pager } from '../components/pager.js';
import { Reading } from '../components/reading.js';
import { table } from '../components/table.js';
import { notify } from '../components/toast.js';
import { empty, facts, pageHeader, statusChip, tag, tile } from '../components/ui.js';
import { date, dateTime, money } from '../format.js';
import { t } from '../i18n.js';
import { creditBar, creditLegend, standing } from './credit/bar.js';
import { limitForm } from './credit/forms.js';
import { invoiceTable } from './credit/invoices.js';
import { requestTable } from './credit/requests.js';

const LOOK_AGAIN_MS = 10_000;

/** What a dealer sees of their own: how the account stands, what they bought and owe, and a form to ask for more. */
class Portal extends Page {
  #pager = (name, path) => new Pager(this, (cursor, signal) => get(path, { cursor, limit: 20 }, { signal }).then((answer) => ({ rows: answer[name], next: answer.next })));

  account = new Reading(this, (signal) => get('/portal/account', {}, { signal }));
  orders = this.#pager('orders', '/portal/orders');
  invoices = this.#pager('invoices', '/portal/invoices');
  requests = this.#pager('requests', '/portal/limit-requests');

  connectedCallback() {
    super.connectedCallback();
    this.every(LOOK_AGAIN_MS, () => {
      if (this.account.state === 'ready') {
        this.account.reload();
        [this.orders, this.invoices, this.requests].forEach((one) => one.look());
      }
    });
  }

  followed() {
    this.#reload();
  }

  #reload() {
    [this.account, this.orders, this.invoices, this.requests].forEach((one) => one.reload());
  }

  async #ask(account) {
    if (await limitForm(account, (wish) => post('/portal/limit-requests', wish))) {
      notify(t('credit.ask.done'));
      this.requests.reload();
    }
  }

  render() {
    const account = this.account.value;
    return html`
      ${pageHeader({ title: account?.name ?? t('page.portal'), sub: t('portal.sub'), aside: account ? standing(account) : null,
        actions: account ? html`<button type="button" class="button primary" @click=${() => this.#ask(account)}>${t('credit.ask')}</button>` : null })}
      ${read(this.account, (there) => this.#account(there))}
      ${this.account.state === 'failed' && !account ? nothing : this.#books(account)}`;
  }

  #books(account) {
    return html`
      <section class="card list" aria-labelledby="portal-invoices">
        ${exportHead('portal-invoices', t('credit.book.invoices'), '/portal/invoices/export', {}, 'invoices')}
        ${list(this.invoices, (rows) => invoiceTable(rows, account?.currency, false), () => empty({ title: t('credit.book.invoices.none'),
          text: t('portal.invoices.none') }))}
      </section>
      <section class="card list" aria-labelledby="portal-orders">
        ${exportHead('portal-orders', t('portal.orders'), '/portal/orders/export', {}, 'orders')}
        ${list(this.orders, (rows) => this.#orders(rows), () => empty({ title: t('portal.orders.none'), text: t('portal.orders.none.todo') }))}
      </section>
      <section class="card list" aria-labelledby="portal-requests">
        ${exportHead('portal-requests', t('credit.requests'), '/portal/limit-requests/export', {}, 'limit-requests')}
        ${list(this.requests, (rows) => requestTable(rows), () => empty({ title: t('credit.book.requests.none'), text: t('portal.requests.none') }))}
      </section>`;
  }

  #account(account) {
    const { currency } = account;
    return html`
      ${account.locked ? html`<div class="banner red" role="status">${icon('lock')}<div>
        <strong>${account.reason === 'OVERDUE' ? t('credit.lock.overdue', { day: date(account.overdue_since) }) : t('portal.locked')}</strong>
        <span>${t(`portal.locked.${account.reason}`)}</span></div></div>` : nothing}
      <div class="tiles">
        ${tile({ label: t('credit.available'), value: money(account.available, currency), tone: Number(account.available) <= 0 ? 'red' : '' })}
        ${tile({ label: t('credit.limit'),
          value: money(account.limit, currency), note: account.temporary_until ? t('portal.until', { until: dateTime(account.temporary_until) }) : null })}
        ${tile({ label: t('credit.owed'), value: money(account.outstanding, currency) })}
        ${tile({ label: t('credit.held'), value: money(account.held, currency), note: t('portal.held') })}
      </div>
      <section class="card pad" aria-label=${t('credit.use')}>
        ${creditBar(account, true)}${creditLegend(account)}
        ${facts([
          [t('portal.terms'), t('days', { n: account.terms_days })],
          [t('portal.grace'), t('days', { n: account.grace_days })],
          account.waiting?.orders && [t('credit.waiting'), html`<strong class="red-text">${t('portal.waiting', { n: account.waiting.orders })}</strong><span class="under">${money(account.waiting.amount, currency)}</span>`],
        ])}
      </section>`;
  }

  #orders(rows) {
    return table(t('portal.orders'), [
      { head: t('order'), kind: 'main', cell: (order) => html`<strong>${order.order_id}</strong>` },
      { head: t('dead.status'), cell: (order) => (order.credit_locked ? tag(t('portal.waits'), 'red') : statusChip(order.status)) },
      { head: t('amount'), kind: 'number', cell: (order) => money(order.amount, order.currency) },
      { head: t('credit.placed'), kind: 'time', cell: (order) => dateTime(order.created_at) },
      { head: t('portal.changed'), kind: 'time', cell: (order) => dateTime(order.updated_at) },
    ], rows);
  }
}

customElements.define('os-portal', Portal);
