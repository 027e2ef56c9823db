import { html, nothing } from 'lit';
import { get, put } from '../api.js';
import { exportButtons } from '../components/export.js';
import { dayField, filterField } from '../components/fields.js';
import { icon } from '../components/icons.js';
import { list, read } from '../components/list.js';
import { Page } from '../components/page.js';
import { Pager } from '../components/pager.js';
import { Reading } from '../components/reading.js';
import { table } from '../components/table.js';
import { notify } from '../components/toast.js';
import { empty, pageHeader, select, tag } from '../components/ui.js';
import { date, dateTime, isoDay, money, number, rateText } from '../format.js';
import { t } from '../i18n.js';
import { href, setQuery } from '../router.js';
import { creditBar, creditLegend, lockWhy, standing } from './credit/bar.js';
import { dealerForm, importForm, rateForm } from './credit/forms.js';
import { requestTable } from './credit/requests.js';
import './credit/dealer.js';

const LOOK_AGAIN_MS = 10_000;
const SUB_PAGES = ['dealers', 'requests', 'payments', 'rates'];
const REQUEST_STATES = ['OPEN', 'APPROVED', 'REFUSED'];
const WAITS_FOR = ['ORDER', 'DEALER', 'RATE'];

/** Dealers who buy on account: how they stand, what they ask for, and the rates their orders are converted by. */
class Credit extends Page {
  dealers = new Pager(this, (cursor, signal) => get('/dealers', { ...this.filters('text', 'locked'), cursor }, { signal })
    .then((answer) => ({ rows: answer.dealers, next: answer.next })));
  requests = new Pager(this, (cursor, signal) => get('/credit/limit-requests', { ...this.#wantedRequests(), cursor }, { signal })
    .then((answer) => ({ rows: answer.requests, next: answer.next })));
  payments = new Pager(this, (cursor, signal) => get('/credit/payments', { ...this.filters('waitsFor'), cursor }, { signal })
    .then((answer) => ({ rows: answer.payments, next: answer.next })));
  rates = new Reading(this, (signal) => get('/credit/rates', { day: this.filter('day') }, { signal }));

  connectedCallback() {
    super.connectedCallback();
    this.every(LOOK_AGAIN_MS, () => !this.rest[1] && this[this.#sub].look?.());
  }

  get #sub() {
    return SUB_PAGES.includes(this.rest[0]) ? this.rest[0] : 'dealers';
  }

  /** The filter as the API takes it. */
  #wantedRequests() {
    return { state: this.filter('state') || 'OPEN' };
  }

  followed() {
    if (this.rest[1]) {
      return;
    }
    if (this.#sub === 'rates') {
      this.rates.reload();
    } else {
      this[this.#sub].reload();
    }
  }

  render() {
    const [, dealer] = this.rest;
    if (this.#sub === 'dealers' && dealer) {
      return html`<os-dealer class="stack" .dealer=${dealer}></os-dealer>`;
    }
    return html`
      ${pageHeader({ title: t('page.credit'), sub: t('credit.sub'), actions: this.#actions() })}
      <nav class="sub-pages" aria-label=${t('page.credit')}>
        ${SUB_PAGES.map((sub) => html`<a href=${href(['credit', sub])} aria-current=${sub === this.#sub ? 'page' : nothing}>${t(`credit.${sub}`)}</a>`)}
      </nav>
      ${{ dealers: () => this.#dealers(), requests: () => this.#requests(), payments: () => this.#payments(), rates: () => this.#rates() }[this.#sub]()}`;
  }

  #actions() {
    if (this.#sub === 'rates') {
      return html`<button type="button" class="button primary" @click=${() => this.#setRate()}>${icon('plus')}${t('credit.rate.set')}</button>`;
    }
    return this.#sub === 'dealers' ? html`
      ${exportButtons('/dealers/export', this.filters('text', 'locked'), 'dealers')}
      <button type="button" class="button" @click=${() => this.#import()}>${icon('upload')}${t('credit.import')}</button>
      <button type="button" class="button primary" @click=${() => this.#add()}>${icon('plus')}${t('credit.add')}</button>` : nothing;
  }

  async #add() {
    const id = await dealerForm(null, ({ customerId, terms }) => put(`/dealers/${encodeURIComponent(customerId)}`, terms).then(() => customerId));
    if (id) {
      notify(t('credit.added', { dealer: id }));
      this.dealers.reload();
    }
  }

  async #import() {
    const report = await importForm();
    if (report) {
      notify(t('credit.imported', { n: report.rows, created: number(report.created), changed: number(report.changed) }));
      this.dealers.reload();
    }
  }

  async #setRate() {
    if (await rateForm(this.filter('day') || isoDay())) {
      notify(t('credit.rate.saved'));
      this.rates.reload();
    }
  }

  #dealers() {
    return html`
      <section class="card list" aria-label=${t('credit.dealers')}>
        <div class="filters inset">
          ${filterField({ id: 'dealer-text', name: 'text', grow: true, label: t('credit.search'), value: this.filter('text'),
            placeholder: t('credit.search.hint') })}
          ${select({ id: 'dealer-locked', label: t('dead.status'), value: this.filter('locked'), change: (locked) => setQuery({ locked }),
            options: [['', t('any')], ['true', t('credit.locked')], ['false', t('credit.unlocked')]] })}
        </div>
        ${list(this.dealers, (rows) => table(t('credit.dealers'), [
          { head: t('credit.dealer'), kind: 'main', cell: (dealer) => html`
            <a href=${href(['credit', 'dealers', dealer.customer_id])}>${dealer.name}</a><span class="under">${dealer.customer_id}${dealer.parent ? ` · ${t('credit.below', { dealer: dealer.parent })}` : nothing}</span>` },
          { head: t('credit.standing'), kind: 'standing', cell: (dealer) => html`${standing(dealer)}${dealer.locked ? html`
            <span class="under">${lockWhy(dealer)}</span>` : nothing}` },
          { head: t('credit.use'), kind: 'bar-cell', cell: (dealer) => html`<div>${creditBar(dealer)}${creditLegend(dealer)}</div>` },
          { head: t('credit.limit'), kind: 'number', cell: (dealer) => money(dealer.limit, dealer.currency) },
          { head: t('credit.waiting.head'), kind: 'number', cell: ({ waiting, currency }) => (waiting?.orders ? html`
            <strong class="amber-text">${t('credit.waiting.orders', { n: waiting.orders })}</strong><span class="under">${money(waiting.amount, currency)}</span>` : null) },
          { head: t('credit.available'), kind: 'number', cell: (dealer) => html`
            <span class=${Number(dealer.available) < 0 ? 'red-text' : ''}>${money(dealer.available, dealer.currency)}</span>` },
        ], rows), () => this.#noDealers())}
      </section>`;
  }

  #noDealers() {
    return this.filter('text') || this.filter('locked')
      ? empty({ title: t('credit.none.filtered'), text: t('credit.none.filtered.todo'), action: html`<a class="button" href="#/credit">${t('action.clear')}</a>` })
      : empty({ title: t('credit.none'), text: t('credit.none.todo'),
        action: html`<button type="button" class="button primary" @click=${() => this.#add()}>${t('credit.add')}</button>` });
  }

  #requests() {
    return html`
      <section class="card list" aria-label=${t('credit.requests')}>
        <div class="filters inset">
          ${select({ id: 'request-state', label: t('dead.status'), value: this.filter('state') || 'OPEN',
            change: (state) => setQuery({ state: state === 'OPEN' ? null : state }),
            options: REQUEST_STATES.map((state) => [state, t(`credit.request.${state}`)]) })}
          <span class="filters-end">${exportButtons('/credit/limit-requests/export', this.#wantedRequests(), 'limit-requests')}</span>
        </div>
        ${list(this.requests, (rows) => requestTable(rows, { dealers: true, decided: () => this.requests.reload() }),
          () => empty({ title: t('credit.requests.none'), text: t('credit.requests.none.todo'), image: 'check' }))}
      </section>`;
  }

  #payments() {
    return html`
      <section class="card list" aria-label=${t('credit.payments')}>
        <div class="filters inset">
          ${select({ id: 'payment-waits', label: t('credit.payment.waits'), value: this.filter('waitsFor'), change: (waitsFor) => setQuery({ waitsFor }),
            options: [['', t('any')], ...WAITS_FOR.map((what) => [what, t(`credit.payment.waits.${what}`)])] })}
          <span class="filters-end">${exportButtons('/credit/payments/export', this.filters('waitsFor'), 'waiting-payments')}</span>
        </div>
        ${list(this.payments, (rows) => table(t('credit.payments'), [
          { head: t('credit.payment'), kind: 'main', cell: (payment) => html`
            <strong>${payment.payment_id}</strong>${payment.order_id || payment.customer_id ? html`
              <span class="under">${[payment.customer_id, payment.order_id].filter(Boolean).join(' · ')}</span>` : nothing}` },
          { head: t('credit.payment.waits'), cell: (payment) => tag(t(`credit.payment.waits.${payment.waits_for}`), 'amber') },
          { head: t('amount'), kind: 'number', cell: (payment) => money(payment.amount, payment.currency) },
          { head: t('credit.payment.settled'), kind: 'time', cell: (payment) => dateTime(payment.settled_at) },
          { head: t('dead.received-at'), kind: 'time', cell: (payment) => dateTime(payment.received_at) },
        ], rows), () => (this.filter('waitsFor') ? empty({ title: t('payment.none.filtered'), action: html`<a class="button" href="#/credit/payments">${t('action.clear')}</a>` })
          : empty({ title: t('credit.payments.none'), text: t('credit.payments.none.todo'), image: 'check' })))}
      </section>`;
  }

  #rates() {
    return html`
      <section class="card list" aria-label=${t('credit.rates')}>
        <div class="filters inset">${dayField({ label: t('credit.rate.day'), value: this.filter('day') || isoDay(), max: undefined, clearable: false,
          change: (day) => setQuery({ day }) })}</div>
        ${read(this.rates, ({ rates }) => (rates.length ? table(t('credit.rates'), [
          { head: t('credit.currency'), kind: 'main', cell: (rate) => html`<strong>${rate.currency}</strong>` },
          { head: t('credit.rate'), kind: 'number', cell: (rate) => rateText(rate.vnd) },
          { head: t('credit.rate.of'), kind: 'time', cell: (rate) => date(`${rate.day}T00:00`) },
        ], rates) : empty({ title: t('credit.rates.none'), text: t('credit.rates.none.todo') })))}
      </section>`;
  }
}

customElements.define('os-credit', Credit);
