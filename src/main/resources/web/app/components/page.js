import { Element } from './element.js';
import { styles } from './styles.js';

/** A page whose address is more than its name: it reads what the address asks for, whenever that changes. */
export class Page extends Element {
  #address = null;
  #path = null;

  constructor() {
    super();
    styles.wear();
  }

  /** What comes after the page's own name in its address. */
  get rest() {
    return this.route?.path.slice(1) ?? [];
  }

  /** A filter in the address; empty where it is not there. */
  filter(name) {
    return this.route?.query.get(name) ?? '';
  }

  /** Those of these filters that are given, without the spaces around them. */
  filters(...names) {
    return Object.fromEntries(names.map((name) => [name, this.filter(name).trim()]).filter(([, value]) => value));
  }

  willUpdate() {
    const address = JSON.stringify([this.route?.path, this.route?.query.toString()]);
    if (this.route && address !== this.#address) {
      this.#address = address;
      const path = this.route.path.join('/');
      if (this.#path !== null && this.#path !== path) {
        this.closest('main')?.scrollTo(0, 0);
      }
      if (this.#path !== path) {
        // On a phone there are more of them than fit beside each other.
        this.updateComplete.then(() => this.querySelector('.sub-pages [aria-current]')?.scrollIntoView({ block: 'nearest', inline: 'center' }));
      }
      this.#path = path;
      this.followed();
    }
  }

  /** The address is another. */
  followed() {}
}
