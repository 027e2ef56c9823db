import '@vaadin/grid/vaadin-grid.js';
import '@vaadin/grid/vaadin-grid-column.js';
import { html, nothing } from 'lit';
import { columnBodyRenderer, columnHeaderRenderer } from '@vaadin/grid/lit.js';
import { t } from '../i18n.js';
import { Element } from './element.js';
import { empty, problem, problemWords, skeleton } from './ui.js';

/** Rows are fetched when the last one drawn is so near the end of those that are here. */
const AHEAD = 20;
/** Rows kept in the browser; whoever reads further narrows the filter. */
const MAX_ROWS = 20_000;
const CHANGED_MS = 2_400;
const NARROW = '(max-width: 719px)';

/**
 * A list of any length, fetched page by page as it is scrolled (keyset: a page is asked for by the cursor of the one before).
 * On a narrow screen each row is a card.
 *
 * fetchPage (cursor, signal) => Promise<{items, next}>; setting another one starts anew
 * rowId     (item) => what tells a row from others
 * columns   [{key, header: () => words, cell: (item) => template, width, grow, end, hideBelow}]; width with its unit, end: right-aligned figures
 * card      (item) => template of a row on a narrow screen
 * label     () => what the list is, for a screen reader
 * nothing   () => template where there is no row
 * @fires open with the item, when a row is clicked or taken with the space key
 * reading   whether the first page is on its way
 * @fires page after a page came, or could not be had
 */
export class Grid extends Element {
  static properties = {
    fetchPage: { attribute: false }, columns: { attribute: false }, rowId: { attribute: false }, card: { attribute: false },
    label: { attribute: false }, nothing: { attribute: false }, selected: { attribute: false },
    state: { state: true }, narrow: { state: true },
  };

  constructor() {
    super();
    this.rowId = (item) => item.id;
    this.items = [];
    this.state = 'loading';
    this.failure = null;
    this.changedAt = new Map();
    this.positions = new Map();
  }

  connectedCallback() {
    super.connectedCallback();
    const media = matchMedia(NARROW);
    const narrow = () => {
      this.narrow = media.matches;
    };
    narrow();
    media.addEventListener('change', narrow);
    this.until(() => media.removeEventListener('change', narrow));
    const resized = new ResizeObserver(() => {
      const width = this.clientWidth;
      if (width !== this.seenWidth) {
        this.seenWidth = width;
        this.requestUpdate();
      }
    });
    resized.observe(this);
    this.until(() => resized.disconnect());
    this.until(() => this.asked?.abort());
  }

  willUpdate(changed) {
    if (changed.has('fetchPage') && this.fetchPage) {
      this.reload();
    }
  }

  /** Fetches the first page again. What is shown stays until it is there, unless it belongs to another filter. */
  async reload({ keep = false } = {}) {
    this.asked?.abort();
    if (!keep) {
      this.#take([]);
      this.state = 'loading';
    }
    this.next = null;
    this.failure = null;
    this.reading = true;
    try {
      await this.#fetch(null, []);
    } finally {
      // One that was given up for another leaves it to that.
      this.reading &&= this.fetching;
    }
    if (!this.failure) {
      this.querySelector('vaadin-grid')?.scrollToIndex?.(0);
    }
  }

  async #fetch(cursor, before) {
    const asked = new AbortController();
    this.asked = asked;
    this.fetching = true;
    try {
      const { items, next } = await this.fetchPage(cursor, asked.signal);
      if (asked.signal.aborted) {
        return;
      }
      const seen = new Set(before.map(this.rowId));
      this.#take([...before, ...items.filter((item) => !seen.has(this.rowId(item)))]);
      this.next = this.items.length < MAX_ROWS ? next : null;
      this.failure = null;
      this.state = this.items.length ? 'shown' : 'empty';
      this.#answered();
    } catch (failure) {
      if (!asked.signal.aborted) {
        this.failure = failure;
        this.state = this.items.length ? 'shown' : 'failed';
        this.#answered();
      }
    } finally {
      if (this.asked === asked) {
        this.fetching = false;
      }
      this.requestUpdate();
    }
  }

  #answered() {
    this.reading = false;
    this.dispatchEvent(new CustomEvent('page'));
  }

  #more() {
    if (!this.fetching && this.next && !this.failure) {
      this.#fetch(this.next, this.items);
    }
  }

  #take(items) {
    this.items = items;
    this.positions = new Map(items.map((item, index) => [this.rowId(item), index]));
  }

  /**
   * Puts changed rows in the place of what they were, without moving any.
   * @returns those that are not among the rows here
   */
  patch(changed) {
    const unknown = [];
    let any = false;
    for (const item of changed) {
      const position = this.positions.get(this.rowId(item));
      if (position === undefined) {
        unknown.push(item);
      } else if (differs(this.items[position], item)) {
        Object.assign(this.items[position], item);
        this.changedAt.set(this.rowId(item), Date.now());
        any = true;
      }
    }
    if (any) {
      this.#redraw();
      setTimeout(() => this.#redraw(), CHANGED_MS + 100);
    }
    return unknown;
  }

  #redraw() {
    const oldest = Date.now() - CHANGED_MS;
    for (const [id, at] of this.changedAt) {
      if (at < oldest) {
        this.changedAt.delete(id);
      }
    }
    this.querySelector('vaadin-grid')?.requestContentUpdate();
  }

  render() {
    if (this.state === 'loading') {
      return skeleton(10);
    }
    if (this.state === 'failed') {
      return problem(this.failure, () => this.reload());
    }
    if (this.state === 'empty') {
      return this.nothing?.() ?? empty({ title: '' });
    }
    const shown = this.narrow && this.card ? [] : this.columns.filter(({ hideBelow }) => !hideBelow || (this.seenWidth ?? 0) >= hideBelow);
    const last = shown.at(-1);
    const { title, todo } = this.failure ? problemWords(this.failure) : {};
    return html`
      <vaadin-grid aria-label=${this.label?.() ?? nothing} .items=${this.items} .itemIdPath=${undefined}
          class=${this.narrow && this.card ? 'cards' : ''} theme="no-border"
          .cellPartNameGenerator=${this.#parts} @active-item-changed=${this.#activated}>
        ${this.narrow && this.card ? html`<vaadin-grid-column flex-grow="1"
            ${columnBodyRenderer((item, { index }) => this.#cell(index, this.card(item)), [this.items])}></vaadin-grid-column>`
        : shown.map((column) => html`<vaadin-grid-column width=${column.width ?? '120px'} flex-grow=${column.grow ?? 0} text-align=${column.end ? 'end' : 'start'}
            ${columnHeaderRenderer(() => html`${column.header()}`, [column.header()])}
            ${columnBodyRenderer((item, { index }) => this.#cell(index, column.cell(item), column === last), [this.items, column])}></vaadin-grid-column>`)}
      </vaadin-grid>
      <div class="grid-foot" role="status">${this.failure ? html`<span><span class="red-text">${title}</span> ${todo}</span>
          <button type="button" class="button small" @click=${this.#again}>${t('action.retry')}</button>`
        : this.fetching ? t('state.loading-more') : t(this.next ? 'grid.more' : 'state.end', { n: this.items.length })}</div>`;
  }

  #again = () => {
    this.failure = null;
    if (this.next) {
      this.#more();
    } else {
      this.reload({ keep: true });   // it was the first page that failed
    }
    this.requestUpdate();
  };

  #cell(index, template) {
    if (index >= this.items.length - AHEAD) {
      queueMicrotask(() => this.#more());
    }
    return html`${template}`;
  }

  #parts = (column, { item }) => {
    const id = this.rowId(item);
    return [this.changedAt.has(id) ? 'changed' : '', this.selected !== undefined && id === this.selected ? 'chosen' : ''].filter(Boolean).join(' ');
  };

  #activated = (event) => {
    const item = event.detail.value;
    if (item) {
      // Taken back at once, so that the same row can be opened again.
      event.target.activeItem = null;
      this.dispatchEvent(new CustomEvent('open', { detail: item }));
    }
  };

  updated(changed) {
    if (changed.has('selected')) {
      this.#redraw();
    }
  }
}

/** Whether a row is to be another; what is not told of it stays. */
const differs = (known, told) => Object.keys(told).some((name) => JSON.stringify(known[name] ?? null) !== JSON.stringify(told[name] ?? null));

customElements.define('os-grid', Grid);
