import { html, nothing } from 'lit';
import { t } from '../i18n.js';
import { openDialog } from './dialog.js';
import { Element } from './element.js';
import { problemLine } from './ui.js';

/** A form in a dialog: it closes when what was filled in is taken, and says why where it is not. */
class Form extends Element {
  static properties = { values: { state: true }, failure: { state: true }, sending: { state: true } };

  willUpdate() {
    this.values ??= { ...this.from };
  }

  firstUpdated() {
    this.querySelector('[data-first]')?.focus();
  }

  #set = (changes) => {
    this.values = { ...this.values, ...changes };
  };

  async #submit(event) {
    event.preventDefault();
    this.sending = true;
    this.failure = null;
    try {
      this.close(await this.send(this.values) ?? true);
    } catch (failure) {
      this.failure = failure;
      await this.updateComplete;
      this.querySelector('[role=alert]')?.scrollIntoView({ block: 'nearest' });
    }
    this.sending = false;
  }

  render() {
    const ready = this.ready?.(this.values) ?? true;
    return html`
      <form class="form" @submit=${this.#submit}>
        ${this.failure ? (this.faults?.(this.failure) ?? problemLine(this.failure)) : nothing}
        ${this.fields(this.values, this.#set)}
        <div class="dialog-actions">
          <button type="button" class="button" @click=${() => this.close()}>${t('action.cancel')}</button>
          <button class="button ${this.danger ? 'danger' : 'primary'}" ?disabled=${this.sending || !ready}>${typeof this.action === 'function' ? this.action(this.values) : this.action}</button>
        </div>
      </form>`;
  }
}

customElements.define('os-form', Form);

/**
 * Asks for values, and sends them.
 *
 * @param from   the values to begin with
 * @param fields (values, set) => template; set({name: value}) changes some
 * @param send   async (values) => what the dialog is closed with
 * @param ready  (values) => whether they can be sent
 * @param action the words of the button, or (values) => those
 * @param faults (failure) => template, where a failure says more than a problem does
 * @returns {Promise<any>} what send gave; undefined: it was dismissed
 */
export const formDialog = ({ title, from = {}, fields, send, ready, action, faults, danger = false, wide = false }) => openDialog({
  title,
  wide,
  content: (close) => html`<os-form .from=${from} .fields=${fields} .send=${send} .ready=${ready} .action=${action} .faults=${faults} .danger=${danger} .close=${close}></os-form>`,
});
