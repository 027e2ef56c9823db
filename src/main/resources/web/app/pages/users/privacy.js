import { html, nothing } from 'lit';
import { del, get } from '../../api.js';
import { confirmDialog } from '../../components/dialog.js';
import { Element } from '../../components/element.js';
import { textField } from '../../components/fields.js';
import { icon } from '../../components/icons.js';
import { problemLine, tile } from '../../components/ui.js';
import { number } from '../../format.js';
import { t } from '../../i18n.js';

const KEPT = ['orders', 'dead_letters', 'replays', 'waiting', 'bank_lines'];
const MIN_LENGTH = 3;
/** The server reads everything through, and allows itself minutes for it. */
const LIMIT_MS = 600_000;

const all = (counts) => KEPT.reduce((sum, name) => sum + (counts[name] ?? 0), 0);

/** What is kept of a buyer, and its erasure. The id is not put in the address, where a browser would keep it. */
class Privacy extends Element {
  static properties = { buyer: { state: true }, platform: { state: true }, found: { state: true }, erasure: { state: true }, failure: { state: true }, working: { state: true } };

  constructor() {
    super();
    this.buyer = '';
    this.platform = '';
  }

  async #attempt(work) {
    this.working = true;
    this.failure = null;
    try {
      const platform = this.platform.trim();
      await work(`/buyers/${encodeURIComponent(this.buyer.trim())}${platform ? `?platform=${encodeURIComponent(platform)}` : ''}`);
    } catch (failure) {
      this.failure = failure;
    }
    this.working = false;
  }

  #find(event) {
    event.preventDefault();
    this.found = null;
    this.erasure = null;
    this.#attempt(async (path) => {
      this.found = await get(path, {}, { limitMs: LIMIT_MS });
    });
  }

  async #erase() {
    const sure = await confirmDialog({ title: t('privacy.erase.title', { buyer: this.buyer.trim() }),
      text: t('privacy.erase.means'), confirm: t('privacy.erase'), danger: true });
    if (sure) {
      this.#attempt(async (path) => {
        this.erasure = await del(path, { limitMs: LIMIT_MS });
        this.found = null;
      });
    }
  }

  render() {
    return html`
      <section class="card pad" aria-labelledby="privacy-find">
        <h2 id="privacy-find">${t('privacy.find')}</h2>
        <p class="muted">${t('privacy.find.means')}</p>
        <form class="case-form" @submit=${this.#find}>
          ${textField({ id: 'privacy-buyer', label: t('privacy.buyer'), value: this.buyer, max: 100, required: true, input: (buyer) => { this.buyer = buyer; } })}
          ${textField({ id: 'privacy-platform', label: t('privacy.platform'), value: this.platform, max: 100, input: (platform) => { this.platform = platform; } })}
          <button class="button" ?disabled=${this.working || this.buyer.trim().length < (this.platform.trim() ? 1 : MIN_LENGTH)}>${icon('search')}${t('privacy.count')}</button>
        </form>
        ${problemLine(this.failure)}
      </section>
      <div class="stack" aria-live="polite">
        ${this.found ? this.#counts(this.found) : nothing}
        ${this.erasure ? this.#erased(this.erasure) : nothing}
      </div>`;
  }

  #counts(counts) {
    const kept = all(counts);
    return html`
      <section class="card pad" aria-labelledby="privacy-kept">
        <div class="card-head"><h2 id="privacy-kept">${kept ? t('privacy.kept') : t('privacy.none')}</h2>
          ${kept ? html`<button type="button" class="button danger" ?disabled=${this.working} @click=${() => this.#erase()}>${icon('trash')}${t('privacy.erase')}</button>` : nothing}</div>
        ${kept ? tiles(counts) : html`<p class="muted">${t('privacy.none.means')}</p>`}
      </section>`;
  }

  #erased({ erased, left }) {
    return html`
      <section class="card pad" aria-labelledby="privacy-erased">
        <h2 id="privacy-erased">${t('privacy.erased')}</h2>
        ${tiles(erased)}
        <div class="banner ${all(left) ? 'amber' : 'green'}" role="status">${icon(all(left) ? 'alert' : 'check')}<div><span>${all(left) ? t('privacy.left', { n: all(left) }) : t('privacy.left.none')}</span></div></div>
        <p class="muted">${t('privacy.kafka')}</p>
      </section>`;
  }
}

customElements.define('os-privacy', Privacy);

const tiles = (counts) => html`<div class="tiles">${KEPT.map((name) => tile({ label: t(`privacy.${name}`), value: number(counts[name] ?? 0) }))}</div>`;
