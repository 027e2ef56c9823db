import { html, nothing } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import { t } from '../i18n.js';
import { Element } from './element.js';
import { icon } from './icons.js';
import { problemWords, technical } from './ui.js';

const SHOWN_MS = 6_000;
const MAX_SHOWN = 4;
const told = new EventTarget();

/** Says that something was done. */
export const notify = (words, tone = 'green', detail = '') => told.dispatchEvent(new CustomEvent('toast', { detail: { words, tone, detail } }));

/** Says that something failed, where nothing on the page says it; stays until it is closed. */
export function notifyProblem(failure) {
  const { title, detail, todo } = problemWords(failure);
  notify(`${title} ${todo}`, 'red', detail);
}

class Toasts extends Element {
  static properties = { shown: { state: true } };

  constructor() {
    super();
    this.shown = [];
  }

  connectedCallback() {
    super.connectedCallback();
    const add = ({ detail }) => this.#add(detail);
    told.addEventListener('toast', add);
    this.until(() => told.removeEventListener('toast', add));
  }

  #add(toast) {
    this.shown = [...this.shown, toast].slice(-MAX_SHOWN);
    if (toast.tone !== 'red') {
      setTimeout(() => this.#close(toast), SHOWN_MS);
    }
  }

  #close(toast) {
    this.shown = this.shown.filter((other) => other !== toast);
  }

  render() {
    return html`<div class="toasts" role="status" aria-live="polite">${repeat(this.shown, (toast) => toast, (toast) => html`
      <div class="toast ${toast.tone}">${icon(toast.tone === 'red' ? 'alert' : 'check')}<span>${toast.words}${toast.detail ? html`<br>${technical(toast.detail)}` : nothing}</span>
        <button type="button" class="button ghost icon-only" aria-label=${t('action.close')} @click=${() => this.#close(toast)}>${icon('close')}</button></div>`)}</div>`;
  }
}

customElements.define('os-toasts', Toasts);
