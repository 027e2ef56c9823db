import { LitElement } from 'lit';
import { onLanguage } from '../i18n.js';

/**
 * What all of OrderSync's elements are made from: drawn again when the language changes, and in the light DOM, so that one
 * style sheet dresses all and labels reach their fields. A page gets {@code route}: its {path, query}.
 */
export class Element extends LitElement {
  static properties = { route: { attribute: false } };

  #ends = [];

  createRenderRoot() {
    return this;
  }

  connectedCallback() {
    super.connectedCallback();
    this.#ends.push(onLanguage(() => this.requestUpdate()));
  }

  /** Ends something when the element leaves the page: give what openStream, onRoute and the like gave. */
  until(end) {
    this.#ends.push(end);
  }

  /** Calls back at an interval while the element is on a page that is seen. */
  every(milliseconds, callback) {
    const timer = setInterval(() => document.visibilityState === 'visible' && callback(), milliseconds);
    this.until(() => clearInterval(timer));
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.#ends.splice(0).forEach((end) => end());
  }
}
