import '../components/date-picker.js';
import { html, nothing } from 'lit';
import { Element } from '../components/element.js';
import { exportButtons } from '../components/export.js';
import { followTyping } from '../components/fields.js';
import '../components/grid.js';
import { icon } from '../components/icons.js';
import { channelMark, channelName, empty, ORDER_STATUSES, pageHeader, select, statusChip } from '../components/ui.js';
import { dateTime, datePickerWords, duration, money, NONE, number } from '../format.js';
import { t } from '../i18n.js';
import { askedOf, filterOf, FILTERS, orders as ordersOf } from '../orders-list.js';
import { go, href, setQuery } from '../router.js';
import { openStream } from '../stream.js';
import './order.js';

const RESET_MS = 3_000;
/** Channels that can be chosen at once; others are added as their orders are seen. */
const CHANNELS = ['lazada', 'tiki', 'sendo', 'pos', 'website', 'b2b'];
/** While orders change, the server is asked so often which of them have the words that are searched for; the more seldom the longer it cannot say. */
const LOOK_MS = 5_000;
const MAX_LOOK_MS = 60_000;
/** Until then the lists of the server have followed a change. */
const FOLLOWED_MS = 10_000;
/** Of shorter words the server looks for ids alone. */
const MIN_NAME = 3;
/** New orders behind the button are counted so far, and no further. */
const MAX_WAITING = 1_000;

const keyOf = (platform, shop, id) => `${platform}/${shop}/${id}`;
const idOf = (order) => keyOf(order.platform, order.shop_id, order.order_id);

class Orders extends Element {
  static properties = { live: { state: true }, unseen: { state: true }, freshness: { state: true }, waiting: { state: true }, fetchPage: { state: true }, more: { state: true } };

  constructor() {
    super();
    this.live = 'connecting';
    this.waiting = new Set();
    // Changes that were told while the list was being read.
    this.early = [];
    // Changes that were too many to be told one by one.
    this.unseen = 0;
    this.channels = new Set(CHANNELS);
    this.columns = this.#columns();
  }

  connectedCallback() {
    super.connectedCallback();
    this.classList.add('fill');
    this.until(() => this.ends?.());
    this.until(() => clearTimeout(this.reset));
    this.until(() => this.#lookNoMore());
  }

  willUpdate(changed) {
    if (!changed.has('route') || !this.route) {
      return;
    }
    const filter = JSON.stringify(this.#filter());
    if (filter !== this.filtered) {
      this.filtered = filter;
      this.waiting = new Set();
      this.unseen = 0;
      this.#lookNoMore();
      this.fetchPage = (cursor, signal) => this.#page(cursor, signal);
      this.more ||= ['shop', 'dealer', 'from', 'to'].some((name) => this.#value(name));
      this.#listen();
    }
  }

  #value(name) {
    return this.route.query.get(name) ?? '';
  }

  #filter() {
    return filterOf(this.route.query);
  }

  #asked() {
    return askedOf(this.route.query);
  }

  async #page(cursor, signal) {
    const { orders, next } = await ordersOf(this.route.query, cursor, signal);
    orders.forEach(({ platform }) => this.channels.add(platform));
    this.requestUpdate();
    return { items: orders, next };
  }

  /** Every change of the channel and shop: one that leaves the filter has to be seen too. */
  #listen() {
    const { platform, shop } = this.#filter();
    const heard = JSON.stringify([platform, shop]);
    if (heard === this.heard) {
      return;
    }
    this.heard = heard;
    this.ends?.();
    this.ends = openStream('/orders/stream', { platform, shop }, {
      hello: (data, id, resumed) => {
        this.#fresh(data?.freshness);
        if (!resumed) {
          this.#lookAgain();
        }
      },
      orders: (orders) => {
        orders.forEach((order) => this.meanwhile?.add(idOf(order)));
        this.#changed(orders);
      },
      more: ({ orders }) => {
        this.unseen += orders;
      },
      freshness: (data) => this.#fresh(data),
      reset: () => {
        // A dealer hears one after another while very much changes.
        this.reset ??= setTimeout(() => {
          this.reset = null;
          this.#readAgain();
        }, RESET_MS);
      },
      state: (state) => {
        this.live = state;
      },
    });
  }

  /**
   * What changed between the list and the beginning of the stream is told by neither: the first page is all that is shown by then.
   * What the stream tells while it is read is newer.
   */
  async #lookAgain() {
    const told = new Set();
    this.meanwhile = told;
    const { items } = await this.#page(null).catch(() => ({ items: [] }));
    if (this.meanwhile === told) {
      this.meanwhile = null;
    }
    this.#changed(items.filter((order) => !told.has(idOf(order))));
  }

  #lookNoMore() {
    clearTimeout(this.looks);
    this.looks = null;
    this.lookMs = LOOK_MS;
    // When each of the orders changed that may have the words.
    this.perhaps = new Map();
  }

  #lookLater() {
    this.looks ??= setTimeout(() => (document.visibilityState === 'visible' ? this.#look() : this.#lookWhenSeen()), this.lookMs);
  }

  #lookWhenSeen() {
    this.looks = null;
    this.#lookLater();
  }

  /** Which of the orders that changed have the words, as far as the first page tells. Shows nothing: what the stream told meanwhile is newer. */
  async #look() {
    const { perhaps } = this;
    const asked = Date.now();
    const page = await this.#page(null).catch(() => null);
    if (perhaps !== this.perhaps) {
      return;
    }
    const grid = this.querySelector('os-grid');
    if (grid && !grid.reading) {
      const found = (page?.items ?? []).map(idOf).filter((id) => perhaps.has(id));
      this.#announce(found.filter((id) => !grid.positions.has(id)));
      found.forEach((id) => perhaps.delete(id));
    }
    perhaps.forEach((changed, id) => page && changed < asked - FOLLOWED_MS && perhaps.delete(id));
    this.lookMs = page ? LOOK_MS : Math.min(this.lookMs * 2, MAX_LOOK_MS);
    this.looks = null;
    if (perhaps.size) {
      this.#lookLater();
    }
  }

  #announce(ids) {
    if (ids.length) {
      this.waiting = new Set([...this.waiting, ...ids].slice(0, MAX_WAITING));
    }
  }

  /** The server has forgotten what this page heard last: any row may be another by now. */
  #readAgain() {
    this.waiting = new Set();
    this.unseen = 0;
    this.querySelector('os-grid')?.reload({ keep: true });
  }

  #fresh(freshness) {
    if (freshness) {
      this.freshness = { ...this.freshness, ...freshness };
    }
  }

  #changed(orders) {
    const grid = this.querySelector('os-grid');
    if (!grid) {
      return;
    }
    if (grid.reading) {
      this.early = [...this.early, ...orders].slice(-MAX_WAITING);
      return;
    }
    const unshown = grid.patch(orders).filter((order) => this.#fits(order));
    this.#announce(unshown.filter((order) => this.#hasId(order)).map(idOf));
    if ((this.#asked().text ?? '').normalize('NFC').length >= MIN_NAME) {
      unshown.forEach((order) => !this.#hasId(order) && this.perhaps.size < MAX_WAITING && this.perhaps.set(idOf(order), Date.now()));
      if (this.perhaps.size) {
        this.#lookLater();
      }
    }
    const open = this.querySelector('os-order');
    if (open && orders.some((order) => order.platform === open.platform && order.order_id === open.orderId)) {
      open.refresh();
    }
  }

  /** Whether an order belongs to the list but for the words that are searched for. */
  #fits(order) {
    const { platform, status, shop, dealer, from, to } = this.#asked();
    return (!platform || order.platform === platform) && (!status || status.split(',').includes(order.status))
      && (!shop || order.shop_id === shop) && (!dealer || order.dealer_id === dealer)
      && (!from || order.created_at >= from) && (!to || order.created_at < to);
  }

  /** Whether its id begins with the words; a buyer's name and phone are the server's to find. */
  #hasId(order) {
    const { text } = this.#asked();
    return !text || order.order_id.startsWith(text);
  }

  #showNew = () => this.#readAgain();

  #listRead = () => {
    const { early } = this;
    this.early = [];
    const { positions } = this.querySelector('os-grid');
    this.waiting = new Set([...this.waiting].filter((id) => !positions.has(id)));
    this.#changed(early);
  };

  render() {
    const [, platform, orderId] = this.route.path;
    const waiting = this.waiting.size + this.unseen;
    return html`
      ${pageHeader({ title: t('page.orders'), aside: this.#freshness(), actions: exportButtons('/orders/export', this.#asked(), 'orders') })}
      ${this.#filters()}
      <div class="split ${orderId ? 'opened' : ''}">
        <div class="split-list">
          <p class="sr-only" role="status">${waiting ? t('orders.new.said') : ''}</p>
          <div class="new-rows">${waiting ? html`<button type="button" class="button primary" @click=${this.#showNew}>${icon('arrow-up')}
            ${t(waiting < MAX_WAITING ? 'orders.new' : 'orders.new.many', { n: Math.min(waiting, MAX_WAITING) })}</button>` : nothing}</div>
          <os-grid .fetchPage=${this.fetchPage} .columns=${this.columns} .rowId=${idOf} .card=${this.#card}
            .selected=${orderId ? keyOf(platform, this.route.query.get('in') ?? '', orderId) : ''} .label=${() => t('page.orders')} .nothing=${this.#nothing} @open=${(event) => this.#open(event.detail)} @page=${this.#listRead}></os-grid>
        </div>
        ${orderId ? html`<os-order .platform=${platform} .orderId=${orderId} .shop=${this.route.query.get('in') ?? ''} @leave=${this.#close}></os-order>` : nothing}
      </div>`;
  }

  #freshness() {
    const { p50_ms: p50, p99_ms: p99, rate } = this.freshness ?? {};
    const words = { open: 'orders.live', connecting: 'orders.connecting', waiting: 'orders.lost' }[this.live];
    return html`
      <div class="live ${this.live}" title=${t('orders.freshness.title')}>
        <span class="live-mark" aria-hidden="true"></span><span role="status">${t(words)}</span>
        ${p50 === undefined || p50 === null ? nothing : html`<span class="live-figures"><span>p50 <b>${duration(p50)}</b></span><span>p99 <b>${duration(p99)}</b></span>
          ${rate === undefined || rate === null ? nothing : html`<span class="live-rate">${t('orders.rate', { rate: number(rate, { maximumFractionDigits: 0 }) })}</span>`}</span>`}
      </div>`;
  }

  #filters() {
    const chosen = this.#value('status').split(',').filter(Boolean);
    const any = FILTERS.some((name) => this.#value(name));
    return html`
      <div class="order-filters" role="search" aria-label=${t('orders.filters')}>
        <div class="filters">
          <div class="field search grow"><label class="sr-only" for="order-text">${t('orders.text')}</label>${icon('search')}
            <input id="order-text" type="search" maxlength="100" placeholder=${t('orders.text.short')} .value=${this.#value('text')} @input=${({ target }) => followTyping('text', target)}></div>
          ${select({ id: 'order-channel', label: t('orders.channel'), hideLabel: true, value: this.#value('platform'), change: (value) => this.#filterBy({ platform: value }),
            options: [['', t('orders.channel.all')], ...[...this.channels, ...[this.#value('platform')].filter((one) => one && !this.channels.has(one))].map((channel) => [channel, channelName(channel)])] })}
          <button type="button" class="button" aria-expanded=${this.more ? 'true' : 'false'} aria-controls="order-more" @click=${() => { this.more = !this.more; }}>${icon('filter')}${t('orders.more')}</button>
          ${any ? html`<button type="button" class="button ghost" @click=${this.#clear}>${icon('close')}${t('action.clear')}</button>` : nothing}
        </div>
        <div class="filters more-filters" id="order-more" ?hidden=${!this.more}>
          ${this.#text('shop', t('orders.shop'))} ${this.#text('dealer', t('orders.dealer'))}
          ${this.#day('from', t('orders.from'))} ${this.#day('to', t('orders.to'))}
        </div>
        <div class="toggles one-row" role="group" aria-label=${t('orders.status')}>
          ${ORDER_STATUSES.map((status) => html`<button type="button" class="toggle" aria-pressed=${chosen.includes(status) ? 'true' : 'false'}
            @click=${() => this.#toggle(chosen, status)}>${t(`status.${status}`)}</button>`)}
        </div>
      </div>`;
  }

  #text(name, label) {
    return html`<div class="field"><label for="order-${name}">${label}</label>
      <input id="order-${name}" maxlength="100" .value=${this.#value(name)} @input=${({ target }) => followTyping(name, target)}></div>`;
  }

  #day(name, label) {
    return html`<vaadin-date-picker label=${label} .i18n=${datePickerWords()} .value=${this.#value(name)} clear-button-visible
      @value-changed=${(event) => event.detail.value !== this.#value(name) && this.#filterBy({ [name]: event.detail.value })}></vaadin-date-picker>`;
  }

  #toggle(chosen, status) {
    const next = chosen.includes(status) ? chosen.filter((other) => other !== status) : [...chosen, status];
    this.#filterBy({ status: ORDER_STATUSES.filter((one) => next.includes(one)).join(',') });
  }

  #filterBy(changes) {
    if (this.isConnected) {
      setQuery(changes);
    }
  }

  #clear = () => {
    setQuery(Object.fromEntries(FILTERS.map((name) => [name, null])));
    this.querySelector('#order-text').focus();
  };

  #nothing = () => {
    const any = Object.keys(this.#filter()).length > 0;
    const todo = this.#filter().text ? 'orders.none.text.todo' : any ? 'orders.none.filtered.todo' : 'orders.none.todo';
    return empty({
      title: t(any ? 'orders.none.filtered' : 'orders.none'), text: t(todo),
      action: any ? html`<button type="button" class="button" @click=${this.#clear}>${t('action.clear')}</button>`
        : html`<a class="button" href=${href(['channels'])}>${t('orders.none.channels')}</a>`,
    });
  };

  #address(order) {
    return href(['orders', order.platform, order.order_id], { ...this.#filter(), in: order.shop_id });
  }

  #open(order) {
    go(['orders', order.platform, order.order_id], { ...this.#filter(), in: order.shop_id });
  }

  #close = () => {
    const { orderId } = this.querySelector('os-order');
    go(['orders'], this.#filter());
    this.updateComplete.then(() => [...this.querySelectorAll('.cell-link')].find((link) => link.textContent.trim() === orderId)?.focus());
  };

  #link(order) {
    return html`<a class="cell-link" href=${this.#address(order)}>${order.order_id}</a>`;
  }

  #status(order) {
    return html`${statusChip(order.status)}${order.credit_locked ? html` <span class="lock-mark" title=${t('orders.locked')}>${icon('lock')}<span class="sr-only">${t('orders.locked')}</span></span>` : nothing}`;
  }

  /** Those that are shown at a width fit it together beside a scrollbar of 15 px, so that the list is never wider than the page. */
  #columns() {
    return [
      { key: 'order', header: () => t('orders.order'), width: '182px', grow: 1, cell: (order) => this.#link(order) },
      { key: 'channel', header: () => t('orders.channel'), width: '136px', cell: (order) => channelMark(order.platform) },
      { key: 'status', header: () => t('orders.status'), width: '150px', cell: (order) => this.#status(order) },
      { key: 'amount', header: () => t('orders.amount'), width: '118px', end: true, cell: (order) => html`<span class=${order.amount ? '' : 'muted'}>${money(order.amount, order.currency)}</span>` },
      { key: 'buyer', header: () => t('orders.buyer'), width: '134px', grow: 1, hideBelow: 902, cell: (order) => order.buyer?.name ?? order.dealer_id ?? html`<span class="muted">${NONE}</span>` },
      { key: 'shop', header: () => t('orders.shop'), width: '118px', hideBelow: 1020, cell: (order) => html`<span title=${order.shop_id}>${order.shop_id}</span>` },
      { key: 'created', header: () => t('orders.created'), width: '144px', hideBelow: 1165, cell: (order) => dateTime(order.created_at) },
      { key: 'updated', header: () => t('orders.updated'), width: '166px', hideBelow: 768, cell: (order) => dateTime(order.updated_at, { seconds: true }) },
    ];
  }

  #card = (order) => html`
    <div class="row-card">
      <div>${this.#link(order)}<span class="num">${money(order.amount, order.currency)}</span></div>
      <div>${channelMark(order.platform)}<span>${this.#status(order)}</span></div>
      <div class="muted small-text"><span>${order.buyer?.name ?? order.dealer_id ?? NONE}</span><span>${dateTime(order.updated_at)}</span></div>
    </div>`;
}

customElements.define('os-orders', Orders);
