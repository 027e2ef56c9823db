import { html, nothing } from 'lit';
import { get } from '../api.js';
import { Element } from '../components/element.js';
import { breakable, channelMark, facts, iconButton, loading, paymentStatus, postingStatus, problem, statusChip, tag, technicalUnder, worded } from '../components/ui.js';
import { dateTime, money, NONE, number } from '../format.js';
import { t } from '../i18n.js';
import { hasRole } from '../session.js';

/** An order that changes often is read again no more often than this. */
const AGAIN_MS = 1_000;
const SOURCES = { webhook: 'blue', poll: 'grey', backfill: 'violet', details: 'grey', credit: 'amber' };

/**
 * One order with all that is known of it, beside the list or in its place.
 * @fires leave when it is closed
 */
class Order extends Element {
  static properties = {
    platform: {}, orderId: { attribute: false }, shop: {},
    order: { state: true }, failure: { state: true }, messages: { state: true }, messagesFailure: { state: true },
  };

  connectedCallback() {
    super.connectedCallback();
    this.setAttribute('role', 'region');
    this.until(() => clearTimeout(this.again));
    const key = (event) => event.key === 'Escape' && !event.defaultPrevented && !document.querySelector('dialog[open]') && this.#leave();
    this.addEventListener('keydown', key);
    this.until(() => this.removeEventListener('keydown', key));
  }

  willUpdate(changed) {
    if (['platform', 'orderId', 'shop'].some((name) => changed.has(name))) {
      this.order = null;
      this.messages = null;
      this.messagesFailure = null;
      this.#load(true);
    }
    this.setAttribute('aria-label', t('order.title', { id: this.orderId }));
  }

  async #load(first) {
    const asked = (this.asked = {});
    try {
      const order = await get(this.#address(), { shop: this.shop });
      if (asked === this.asked) {
        this.failure = null;
        this.order = order;
        await this.updateComplete;
        if (first) {
          this.querySelector('h2')?.focus();
        }
      }
    } catch (failure) {
      if (asked === this.asked) {
        this.failure = failure;
      }
    }
  }

  #address() {
    return `/orders/${encodeURIComponent(this.platform)}/${encodeURIComponent(this.orderId)}`;
  }

  /** Reads the order again, soon. */
  refresh() {
    this.again ??= setTimeout(() => {
      this.again = null;
      this.#load(false);
    }, AGAIN_MS);
  }

  #leave() {
    this.dispatchEvent(new CustomEvent('leave'));
  }

  render() {
    return html`
      <header class="order-head">
        <div><p class="muted small-text">${channelMark(this.platform)}</p><h2 tabindex="-1" class="order-id">${this.orderId}</h2></div>
        ${iconButton('close', t('order.close'), () => this.#leave())}
      </header>
      <div class="order-body" tabindex="0" role="group" aria-label=${t('order.title', { id: this.orderId })}>${this.order ? this.#known(this.order) : this.failure ? problem(this.failure, () => this.#load(true)) : loading()}</div>`;
  }

  #known(order) {
    return html`
      <div class="order-sum"><span class="order-amount num">${money(order.amount, order.currency)}</span>${statusChip(order.status)}
        ${order.credit_locked ? tag(t('orders.locked'), 'red') : nothing}</div>
      ${facts([
        [t('order.platform-status'), order.platform_status ?? NONE],
        [t('orders.shop'), order.shop_id],
        [t('orders.created'), dateTime(order.created_at, { seconds: true })],
        [t('orders.updated'), dateTime(order.updated_at, { seconds: true })],
        order.dealer_id && [t('orders.dealer'), order.dealer_id],
      ])}
      ${this.#buyer(order.buyer)}
      ${this.#section('items', this.#items(order))}
      ${this.#section('history', this.#history(order.history ?? []))}
      ${order.credit ? this.#section('credit', this.#credit(order.credit)) : nothing}
      ${this.#section('payments', this.#payments(order.payments ?? []))}
      ${this.#section('postings', this.#postings(order.postings ?? []))}
      ${hasRole('engineer') ? this.#raw() : nothing}`;
  }

  #section(name, content) {
    return html`<section><h3>${t(`order.${name}`)}</h3>${content}</section>`;
  }

  #buyer(buyer) {
    const told = buyer && ['name', 'phone', 'email', 'address', 'id'].filter((name) => buyer[name]);
    return told?.length ? this.#section('buyer', facts(told.map((name) => [t(`order.buyer.${name}`), breakable(buyer[name])]))) : nothing;
  }

  #items(order) {
    const lines = new Map((order.lines ?? []).map((line) => [line.line_id, line]));
    const items = (order.items ?? []).map((item) => ({ ...item, line: lines.get(item.line_id) }));
    const told = new Set(items.map((item) => item.line_id));
    const rows = [...items, ...[...lines.values()].filter((line) => !told.has(line.line_id)).map((line) => ({ line_id: line.line_id, line }))];
    return rows.length === 0 ? html`<p class="muted">${t('order.items.none')}</p>` : html`
      <div class="scroll-x" tabindex="0" role="region" aria-label=${t('order.items')}><table>
        <thead><tr><th scope="col">${t('order.item')}</th><th scope="col" class="end">${t('order.quantity')}</th><th scope="col" class="end">${t('order.price')}</th><th scope="col">${t('orders.status')}</th></tr></thead>
        <tbody>${rows.map((row) => html`<tr>
          <th scope="row"><span class="item-name">${row.name ?? row.sku ?? t('order.line', { id: row.line_id ?? '' })}</span>${row.sku && row.name ? html`<span class="muted small-text mono">${row.sku}</span>` : nothing}</th>
          <td class="end">${number(row.quantity)}</td><td class="end">${money(row.price, order.currency)}</td>
          <td>${row.line ? html`${statusChip(row.line.status)}<span class="muted small-text block">${row.line.platform_status ?? ''}</span>` : NONE}</td></tr>`)}</tbody>
      </table></div>`;
  }

  #history(spans) {
    return spans.length === 0 ? html`<p class="muted">${t('order.history.none')}</p>` : html`
      <ol class="history">${[...spans].reverse().map((span) => html`<li>
        <div class="history-head">${span.status ? statusChip(span.status) : tag(t('order.withdrawn'))}${span.reverse ? tag(t('order.reverse'), 'amber') : nothing}
          <time datetime=${span.first}>${dateTime(span.first, { seconds: true })}</time></div>
        <p class="muted small-text">${[
          span.platform_status && t('order.said', { words: span.platform_status }),
          span.line_ids?.length ? t('order.lines', { n: span.line_ids.length, ids: span.line_ids.join(', ') }) : '',
          span.count > 1 ? t('order.told', { n: span.count, at: dateTime(span.last, { seconds: true }) }) : '',
        ].filter(Boolean).join(' · ')}</p>
        <p class="history-sources">${(span.sources ?? []).map((source) => tag(worded('source', source), SOURCES[source]))}</p></li>`)}</ol>`;
  }

  #credit(credit) {
    const amount = (value) => money(value, credit.currency);
    return html`
      <p class="credit-decision">${tag(worded('decision', credit.decision), credit.decision === 'LOCKED' ? 'red' : 'green')}
        ${credit.reason ? html`<span>${worded('reason', credit.reason)}</span>` : nothing}</p>
      ${facts([
        [t('orders.dealer'), credit.dealer ?? NONE],
        credit.limit && [t('order.credit.limit'), amount(credit.limit)],
        credit.available && [t('order.credit.available'), amount(credit.available)],
        credit.held && [t('order.credit.held'), amount(credit.held)],
        credit.outstanding && [t('order.credit.outstanding'), amount(credit.outstanding)],
      ])}`;
  }

  #payments(payments) {
    return payments.length === 0 ? html`<p class="muted">${t('order.payments.none')}</p>` : this.#table('payments',
      ['provider', 'amount', 'state', 'at'], payments.map((payment) => [
        html`${worded('provider', payment.provider)}<span class="muted small-text mono block">${payment.reference ?? payment.payment_id ?? ''}</span>`, money(payment.amount, payment.currency),
        html`${paymentStatus(payment.status)}${payment.waits_for ? html`<span class="small-text amber-text block">${worded('waits', payment.waits_for)}</span>` : nothing}`,
        dateTime(payment.settled_at ?? payment.created_at)]));
  }

  #postings(postings) {
    return postings.length === 0 ? html`<p class="muted">${t('order.postings.none')}</p>` : this.#table('postings',
      ['kind', 'amount', 'state', 'document'], postings.map((posting) => [
        html`${worded('posting.kind', posting.kind)}<span class="muted small-text mono block">${posting.business_key}</span>`, money(posting.amount, posting.currency),
        html`${postingStatus(posting.status)}${posting.reason ? html`<span class="small-text block">${worded('posting.why', posting.status)}</span>${technicalUnder(posting.reason)}` : nothing}`,
        posting.document_number ?? NONE]));
  }

  #table(name, columns, rows) {
    return html`<div class="scroll-x" tabindex="0" role="region" aria-label=${t(`order.${name}`)}><table>
      <thead><tr>${columns.map((column) => html`<th scope="col" class=${column === 'amount' ? 'end' : ''}>${t(`order.column.${column}`)}</th>`)}</tr></thead>
      <tbody>${rows.map((cells) => html`<tr>${cells.map((cell, index) => (index === 0 ? html`<th scope="row">${cell}</th>` : html`<td class=${columns[index] === 'amount' ? 'end' : ''}>${cell}</td>`))}</tr>`)}</tbody>
    </table></div>`;
  }

  #raw() {
    return html`<section><details class="raw" @toggle=${(event) => event.currentTarget.open && this.#loadMessages()}>
      <summary><h3>${t('order.raw')}</h3></summary>
      ${this.messagesFailure ? problem(this.messagesFailure, () => this.#loadMessages()) : !this.messages ? loading()
        : this.messages.length === 0 ? html`<p class="muted">${t('order.raw.none')}</p>` : this.messages.map((message) => html`
        <article class="message">
          <p><strong>${dateTime(message.received_at, { seconds: true })}</strong> ${tag(worded('source', message.source), SOURCES[message.source])}
            <span class="muted mono small-text">${message.topic}/${message.partition}@${message.offset}</span></p>
          ${Object.keys(message.headers ?? {}).length ? html`<details><summary>${t('order.headers')}</summary><pre tabindex="0">${Object.entries(message.headers).map(([name, value]) => `${name}: ${value}`).join('\n')}</pre></details>` : nothing}
          <pre tabindex="0" aria-label=${t('order.body')}>${pretty(message.body)}</pre>
        </article>`)}</details></section>`;
  }

  async #loadMessages() {
    const { shop } = this;
    const address = this.#address();
    // Another order may be open by the time of the answer.
    const isStill = () => address === this.#address() && shop === this.shop;
    try {
      this.messagesFailure = null;
      const { messages } = await get(`${address}/messages`, { shop });
      if (isStill()) {
        this.messages = messages ?? [];
      }
    } catch (failure) {
      if (isStill()) {
        this.messagesFailure = failure;
      }
    }
  }
}

/** JSON with its lines broken; anything else as it came. */
function pretty(body) {
  if (typeof body !== 'string') {
    return JSON.stringify(body, null, 2);
  }
  try {
    return JSON.stringify(JSON.parse(body), null, 2);
  } catch {
    return body;
  }
}

customElements.define('os-order', Order);
