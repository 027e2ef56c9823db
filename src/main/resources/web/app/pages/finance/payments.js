import { html, nothing } from 'lit';
import { get } from '../../api.js';
import { exportButtons } from '../../components/export.js';
import { dayFields, filterField } from '../../components/fields.js';
import { list } from '../../components/list.js';
import { Page } from '../../components/page.js';
import { Pager } from '../../components/pager.js';
import { table } from '../../components/table.js';
import { empty, paymentStatus, select, tag } from '../../components/ui.js';
import { dateTime, money, startOfDay } from '../../format.js';
import { t } from '../../i18n.js';
import { setQuery } from '../../router.js';
import { PAYMENT_STATUSES, WAITS_FOR, anyOf, orderLink, providerName } from './words.js';

const FILTERS = ['provider', 'status', 'waitsFor', 'order', 'from', 'to'];
const PROVIDERS = ['vnpay', 'momo'];

/** What buyers paid, and what of it does not agree with its order. */
class Payments extends Page {
  payments = new Pager(this, (cursor, signal) => get('/payments', { ...this.#wanted(), cursor }, { signal })
    .then((answer) => ({ rows: answer.payments, next: answer.next })));

  followed() {
    this.payments.reload();
  }

  /** The filters as the API takes them. */
  #wanted() {
    const { from, to, ...others } = this.filters(...FILTERS);
    return { ...others, from: from && startOfDay(from), to: to && startOfDay(to, 1) };
  }

  render() {
    const choose = (name) => (value) => setQuery({ [name]: value });
    const filtered = FILTERS.some((name) => this.filter(name));
    const providers = [...new Set([...PROVIDERS, ...this.payments.rows.map((payment) => payment.provider), this.filter('provider')])].filter(Boolean);
    return html`
      <section class="card list" aria-label=${t('finance.payments')}>
        <div class="filters inset">
          ${select({ id: 'payment-provider', label: t('payment.provider'), value: this.filter('provider'), options: anyOf(providers, providerName),
            change: choose('provider') })}
          ${select({ id: 'payment-status', label: t('dead.status'), value: this.filter('status'),
            options: anyOf(PAYMENT_STATUSES, (status) => t(`payment.status.${status}`)), change: choose('status') })}
          ${select({ id: 'payment-waits', label: t('payment.waits'), value: this.filter('waitsFor'),
            options: anyOf(WAITS_FOR, (what) => t(`payment.waits.${what}`)), change: choose('waitsFor') })}
          ${filterField({ id: 'payment-order', name: 'order', label: t('order'), value: this.filter('order'), placeholder: t('order.id') })}
          ${dayFields({ from: this.filter('from'), to: this.filter('to'), fromLabel: t('dead.from'), toLabel: t('dead.to'), change: setQuery })}
          ${filtered ? html`<a class="button ghost" href="#/finance/payments">${t('action.clear')}</a>` : nothing}
          <span class="filters-end">${exportButtons('/payments/export', this.#wanted(), 'payments')}</span>
        </div>
        ${list(this.payments, (rows) => this.#rows(rows), () => (filtered
          ? empty({ title: t('payment.none.filtered'), text: t('filtered.todo'), action: html`
            <a class="button" href="#/finance/payments">${t('action.clear')}</a>` })
          : empty({ title: t('payment.none'), text: t('payment.none.todo') })))}
      </section>`;
  }

  #rows(rows) {
    return table(t('finance.payments'), [
      { head: t('order'), kind: 'main',
        cell: (payment) => html`${orderLink(payment)}<span class="under">${providerName(payment.provider)}${payment.transaction_id ? html` · <span class="mono">${payment.transaction_id}</span>` : nothing}</span>` },
      { head: t('dead.status'), cell: (payment) => paymentStatus(payment.status) },
      { head: t('payment.waits'), cell: (payment) => payment.waits_for && tag(t(`payment.waits.${payment.waits_for}`), 'amber', t(`payment.waits.${payment.waits_for}.todo`)) },
      { head: t('amount'), kind: 'number', cell: (payment) => money(payment.amount, payment.currency) },
      { head: t('payment.refunded'), kind: 'number', cell: (payment) => (Number(payment.refunded) ? money(payment.refunded, payment.currency) : null) },
      { head: t('payment.settled'), kind: 'time', cell: (payment) => payment.settled_at && dateTime(payment.settled_at) },
      { head: t('payment.told'), kind: 'time', cell: (payment) => dateTime(payment.created_at) },
    ], rows);
  }
}

customElements.define('os-payments', Payments);
