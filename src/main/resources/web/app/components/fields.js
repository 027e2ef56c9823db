import { html, nothing } from 'lit';
import { ifDefined } from 'lit/directives/if-defined.js';
import './date-picker.js';
import { datePickerWords } from '../format.js';
import { language } from '../i18n.js';
import { setQuery } from '../router.js';

const TYPING_MS = 350;
const typing = new WeakMap();

/** A line of text with its label; {@code hint} stands below and is said with it. */
export function textField({ id, label, value = '', hint, type = 'text', input, change, required = false, disabled = false, max = 200, mode, autocomplete = 'off', placeholder, first = false, grow = false }) {
  return html`
    <div class="field ${grow ? 'grow' : ''}">
      <label for=${id}>${label}${required ? html`<span class="required" aria-hidden="true"> *</span>` : nothing}</label>
      <input id=${id} name=${id} type=${type} .value=${value} ?required=${required} ?disabled=${disabled} maxlength=${max} inputmode=${ifDefined(mode)}
        autocomplete=${autocomplete} placeholder=${ifDefined(placeholder)} ?data-first=${first} aria-describedby=${hint ? `${id}-hint` : nothing}
        @input=${(event) => input?.(event.target.value, event.target)} @change=${(event) => change?.(event.target.value)}>
      ${hint ? html`<span class="hint" id="${id}-hint">${hint}</span>` : nothing}
    </div>`;
}

/** A filter that is typed, under its name in the address. */
export const filterField = ({ name, ...field }) => textField({ ...field, type: 'search', input: (text, input) => followTyping(name, input) });

/** Filters the page once nothing was typed for so long; a field that is gone by then was of a page that the reader has left. */
export function followTyping(name, input) {
  clearTimeout(typing.get(input));
  typing.set(input, setTimeout(() => input.isConnected && setQuery({ [name]: input.value }), TYPING_MS));
}

/** Several lines of text. */
export function textArea({ id, label, value = '', hint, input, rows = 3, required = false, max = 200, first = false, mono = false, hideLabel = false, disabled = false }) {
  return html`
    <div class="field">
      <label for=${id} class=${hideLabel ? 'sr-only' : ''}>${label}${required ? html`<span class="required" aria-hidden="true"> *</span>` : nothing}</label>
      <textarea id=${id} name=${id} class=${mono ? 'code' : ''} rows=${rows} .value=${value} ?required=${required} ?disabled=${disabled} maxlength=${max > 0 ? max : nothing}
        spellcheck=${mono ? 'false' : 'true'} ?data-first=${first} aria-describedby=${hint ? `${id}-hint` : nothing}
        @input=${(event) => input(event.target.value)}></textarea>
      ${hint ? html`<span class="hint" id="${id}-hint">${hint}</span>` : nothing}
    </div>`;
}

/** A day, as yyyy-mm-dd; empty for none. */
export function dayField({ label, value = '', change, min, max, clearable = true }) {
  return html`
    <vaadin-date-picker class="day" label=${label} .value=${value} .i18n=${datePickerWords()} .min=${min} .max=${max} ?clear-button-visible=${clearable}
      @value-changed=${(event) => event.detail.value !== value && change(event.detail.value)}></vaadin-date-picker>`;
}

/** The days from and to of a filter. */
export function dayFields({ from, to, fromLabel, toLabel, change }) {
  return html`
    ${dayField({ label: fromLabel, value: from, max: to || undefined, change: (day) => change({ from: day }) })}
    ${dayField({ label: toLabel, value: to, min: from || undefined, change: (day) => change({ to: day }) })}`;
}

/**
 * What a person typed as an amount, as the API takes it: 1.500.000,5 in Vietnamese and 1,500,000.5 in English are 1500000.5.
 * Null: it is none.
 */
export function amountOf(text) {
  const [group, point] = language() === 'vi' ? ['.', ','] : [',', '.'];
  const plain = text.replace(/[\s\u00a0\u202f]/g, '');
  const grouped = new RegExp(`^-?\\d{1,3}(\\${group}\\d{3})+(\\${point}\\d+)?$`);
  const bare = new RegExp(`^-?\\d+(\\${point}\\d+)?$`);
  return grouped.test(plain) || bare.test(plain) ? plain.replaceAll(group, '').replace(point, '.') : null;
}

/** An amount of the API as a person would type it. */
export function amountText(amount) {
  if (amount === null || amount === undefined || amount === '') {
    return '';
  }
  const [whole, part] = String(amount).split('.');
  const [group, point] = language() === 'vi' ? ['.', ','] : [',', '.'];
  return whole.replace(/\B(?=(\d{3})+$)/g, group) + (part ? point + part : '');
}
