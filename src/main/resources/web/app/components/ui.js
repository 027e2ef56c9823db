/** Small parts that all pages are made of, as functions that give a template. */

import { html, nothing } from 'lit';
import { has, t } from '../i18n.js';
import { currentUser } from '../session.js';
import { icon } from './icons.js';

/** The head of a page: its one h1, a line that says what it is for, and what can be done. */
export const pageHeader = ({ title, sub, actions, aside }) => html`
  <header class="page-header">
    <div class="page-title"><h1 tabindex="-1">${title}</h1>${sub ? html`<p>${sub}</p>` : nothing}</div>
    ${aside ? html`<div class="page-aside">${aside}</div>` : nothing}
    ${actions ? html`<div class="page-actions">${actions}</div>` : nothing}
  </header>`;

const TONES = {
  PENDING: 'amber', CONFIRMED: 'blue', PACKED: 'blue', READY_TO_SHIP: 'blue', SHIPPED: 'violet', DELIVERED: 'green', COMPLETED: 'green',
  CANCELLED: 'grey', FAILED: 'red', RETURNING: 'amber', RETURNED: 'grey', ON_HOLD: 'red',
};

export const ORDER_STATUSES = Object.keys(TONES);

/** A chip of any words in one of the tones grey, blue, green, amber, red, violet. */
export const tag = (words, tone = 'grey', title) => html`<span class="chip ${tone}" title=${title ?? nothing}>${words}</span>`;

/** Words of one of the system's own, or as it is where there are none. */
export const worded = (prefix, word) => (has(`${prefix}.${word}`) ? t(`${prefix}.${word}`) : word);

export const statusTone = (status) => TONES[status] ?? 'grey';
/** An order's status. */
export const statusChip = (status) => (status ? tag(worded('status', status), statusTone(status)) : nothing);

const POSTING_TONES = { CREATED: 'grey', HELD: 'amber', SENT: 'blue', IN_DOUBT: 'amber', CONFIRMED: 'green', REFUSED: 'red' };
const PAYMENT_TONES = { PENDING: 'grey', AUTHORISED: 'blue', ON_HOLD: 'amber', FAILED: 'red', VOIDED: 'grey', CAPTURED: 'green', REFUNDING: 'violet', REFUNDED: 'violet', REVERSED: 'red' };

export const postingTone = (status) => POSTING_TONES[status] ?? 'grey';
export const postingStatus = (status) => tag(worded('posting.status', status), postingTone(status));
export const paymentStatus = (status) => tag(worded('payment.status', status), PAYMENT_TONES[status]);

export const channelName = (channel) => worded('channel', channel);

/** A channel's name with its mark. */
export const channelMark = (channel) => html`<span class="channel"><span class="channel-mark ${channel}" aria-hidden="true"></span>${channelName(channel)}</span>`;

/** A drawn button; {@code words} is said of one that shows its icon alone. */
export const iconButton = (name, words, click, extra = {}) => html`
  <button type="button" class="button ghost icon-only ${extra.class ?? ''}" aria-label=${words} title=${words} ?disabled=${extra.disabled}
    aria-expanded=${extra.expanded ?? nothing} @click=${click}>${icon(name)}</button>`;

export const loading = (words) => html`
  <div class="state" role="status"><span class="spinner" aria-hidden="true"></span><p>${words ?? t('state.loading')}</p></div>`;

/** Grey bars where rows will be. */
export const skeleton = (rows = 6) => html`
  <div class="skeleton" role="status"><span class="sr-only">${t('state.loading')}</span>
    ${Array.from({ length: rows }, () => html`<span aria-hidden="true"></span>`)}</div>`;

/** Nothing is there: says why, and what to do. */
export const empty = ({ title, text, action, image = 'empty' }) => html`
  <div class="state empty">${icon(image)}<h2>${title}</h2>${text ? html`<p>${text}</p>` : nothing}${action ?? nothing}</div>`;

/** The server's own words, which are English and name what an engineer looks for: beside the page's, never in their place. */
export const technical = (words) => (words ? html`
  <span class="technical"><span class="technical-name">${t('technical')}</span> <span lang="en">${words}</span></span>` : nothing);

/** The same in a row of a list, under the page's words. */
export const technicalUnder = (words) => (words ? html`<span class="under technical block" lang="en">${words}</span>` : nothing);

/** Of a proxy that did not wait for the server. */
const GATEWAY_TIMEOUT = 504;
const PROBLEM_TYPE = /^urn:ordersync:problem:(.+)$/;

/** What a failure means and what to do, in the page's language, by its type or else its status; and the server's own words. */
export function problemWords(failure) {
  const status = failure?.status ?? -1;
  const code = PROBLEM_TYPE.exec(failure?.problem?.type ?? '')?.[1];
  const field = failure?.problem?.parameter ?? '';
  const known = code && has(`problem.${code}.title`) ? code
    : has(`problem.${status}.title`) ? status : status === GATEWAY_TIMEOUT ? 'timeout' : status >= 500 ? 500 : status >= 400 ? 400 : status === 0 ? 0 : 'other';
  return { title: t(`problem.${known}.title`, { field: has(`field.${field}`) ? t(`field.${field}`) : field }),
    todo: t(`problem.${known}.todo`, { n: failure?.retryAfterSeconds ?? 60, roles: (currentUser()?.roles ?? []).map((role) => t(`role.${role}`)).join(', ') }),
    detail: failure?.detail || (status < 0 && failure?.message) || '' };
}

/** A failure, in the place of what could not be shown. */
export function problem(failure, retry) {
  const { title, todo, detail } = problemWords(failure);
  return html`
    <div class="state problem" role="alert">${icon('alert')}
      <h2>${title}</h2>
      <p>${todo}</p>
      ${detail ? html`<p>${technical(detail)}</p>` : nothing}
      ${retry ? html`<button type="button" class="button" @click=${retry}>${icon('refresh')}${t('action.retry')}</button>` : nothing}
    </div>`;
}

/** A failure beside what is shown, such as in a form. */
export function problemLine(failure) {
  if (!failure) {
    return nothing;
  }
  const { title, todo, detail } = problemWords(failure);
  return html`<div class="banner red" role="alert">${icon('alert')}<div><strong>${title}</strong><span>${todo}</span>${technical(detail)}</div></div>`;
}

/** A name of several parts, such as a mapping with its version or a business key: where it does not fit a line, it is broken between them. */
export const breakable = (name) => String(name).split(/(?=@)|(?<=:)/).map((part, index) => (index ? html`<wbr>${part}` : part));

/** Names and values. */
export const facts = (pairs) => html`
  <dl class="facts">${pairs.filter(Boolean).map(([name, value]) => html`<div><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>`;

/** A figure with its name. */
export const tile = ({ label, value, note, tone = '' }) => html`
  <div class="tile ${tone}"><span class="tile-label">${label}</span><span class="tile-value">${value}</span>${note ? html`<span class="tile-note">${note}</span>` : nothing}</div>`;

/**
 * A native choice. options: [[value, words], …].
 */
export const select = ({ id, label, value, options, change, hideLabel = false }) => html`
  <div class="field"><label for=${id} class=${hideLabel ? 'sr-only' : ''}>${label}</label>
    <select id=${id} .value=${value ?? ''} @change=${(event) => change(event.target.value)}>
      ${options.map(([one, words]) => html`<option value=${one} ?selected=${one === (value ?? '')}>${words}</option>`)}
    </select></div>`;
