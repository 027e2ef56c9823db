import { html, nothing } from 'lit';
import { post, put, request } from '../../api.js';
import { amountOf, amountText, dayField, textField } from '../../components/fields.js';
import { formDialog } from '../../components/form-dialog.js';
import { select, technical } from '../../components/ui.js';
import { money, rateText, startOfDay } from '../../format.js';
import { t } from '../../i18n.js';

const CURRENCIES = ['VND', 'USD', 'EUR', 'JPY', 'CNY', 'KRW', 'THB', 'SGD'];
const MAX_DAYS = 3650;
/** Where ordersync.credit.import-rows allows more, the server still says no to more bytes than a request may have. */
const FILE_MAX_BYTES = 1 << 20;

const isDays = (text) => /^\d+$/.test(text) && Number(text) <= MAX_DAYS;

/** An amount with what it was understood as below it. */
export function amountField({ id, label, value, currency, set, first = false, hint, words = (amount) => money(amount, currency), refuses = () => false }) {
  const amount = amountOf(value);
  const understood = value === '' || (amount !== null && refuses(amount)) ? hint : amount === null ? t('amount.wrong') : words(amount);
  return textField({ id, label, value, mode: 'decimal', required: true, max: 24, first, hint: understood, input: set });
}

/** @param dealer what there is; null: a new one. @param send ({customerId, terms}) => … */
export const dealerForm = (dealer, send) => formDialog({
  title: dealer ? t('credit.terms.of', { dealer: dealer.name }) : t('credit.add'),
  action: t('action.save'),
  from: {
    customerId: dealer?.customer_id ?? '', name: dealer?.name ?? '', limit: amountText(dealer?.permanent_limit), currency: dealer?.currency ?? 'VND',
    termsDays: String(dealer?.terms_days ?? 30), graceDays: String(dealer?.grace_days ?? 5), parent: dealer?.parent ?? '',
  },
  ready: (values) => values.customerId.trim() && values.name.trim() && amountOf(values.limit) !== null && isDays(values.termsDays) && isDays(values.graceDays),
  fields: (values, set) => html`
    <div class="form pair">
      ${dealer ? nothing : textField({ id: 'dealer-id', label: t('credit.id'), value: values.customerId, required: true, max: 100, first: true,
        hint: t('credit.id.hint'), input: (customerId) => set({ customerId }) })}
      <div class=${dealer ? 'all' : ''}>${textField({ id: 'dealer-name', label: t('credit.name'),
        value: values.name, required: true, first: Boolean(dealer), input: (name) => set({ name }) })}</div>
      ${amountField({ id: 'dealer-limit', label: t('credit.limit'), value: values.limit, currency: values.currency, set: (limit) => set({ limit }) })}
      ${select({ id: 'dealer-currency', label: t('credit.currency'), value: values.currency, change: (currency) => set({ currency }),
        options: [...new Set([values.currency, ...CURRENCIES])].map((code) => [code, code]) })}
      ${textField({ id: 'dealer-terms', label: t('credit.terms-days'), value: values.termsDays, mode: 'numeric', max: 4,
        hint: t('credit.terms-days.hint'), input: (termsDays) => set({ termsDays: termsDays.trim() }) })}
      ${textField({ id: 'dealer-grace', label: t('credit.grace-days'), value: values.graceDays, mode: 'numeric', max: 4,
        hint: t('credit.grace-days.hint'), input: (graceDays) => set({ graceDays: graceDays.trim() }) })}
      <div class="all">${textField({ id: 'dealer-parent', label: t('credit.parent'), value: values.parent, max: 100, hint: t('credit.parent.hint'),
        input: (parent) => set({ parent }) })}</div>
    </div>`,
  send: (values) => send({
    customerId: values.customerId.trim(),
    terms: { name: values.name.trim(), limit: amountOf(values.limit), currency: values.currency, termsDays: Number(values.termsDays), graceDays: Number(values.graceDays),
      ...(values.parent.trim() ? { parent: values.parent.trim() } : {}) },
  }),
});

/** Dealers from a CSV file: all or none, with what is wrong by line and column. */
export const importForm = () => formDialog({
  title: t('credit.import.title'),
  action: t('credit.import'),
  wide: true,
  from: { file: null },
  ready: ({ file }) => file && file.size <= FILE_MAX_BYTES,
  fields: ({ file }, set) => html`
    <p class="muted">${t('credit.import.means')}</p>
    <pre class="code" tabindex="0" aria-label=${t('credit.import.example')}>customer_id,name,limit,currency,terms_days,grace_days,parent
HN-NORTH,Kho Hà Nội,2000000000,VND,30,5,
DL-0042,Đại lý Minh Phát,500000000,VND,30,5,HN-NORTH</pre>
    <div class="field">
      <label for="import-file">${t('credit.import.file')}</label>
      <input id="import-file" type="file" accept=".csv,text/csv" data-first @change=${(event) => set({ file: event.target.files[0] ?? null })}>
    </div>
    ${file && file.size > FILE_MAX_BYTES ? html`<p class="field-error" role="alert">${t('credit.import.large')}</p>` : nothing}`,
  faults: (failure) => (failure.problem?.faults?.length ? html`
    <div class="banner red" role="alert"><div>
      <strong>${t('credit.import.faults', { n: failure.problem.faults.length })}</strong>
      <ul>${failure.problem.faults.map((fault) => html`
        <li>${t('credit.import.fault', { line: fault.line })}${fault.column ? html` · <code>${fault.column}</code>` : nothing}: ${t(fault.column ? 'credit.import.fault.value' : 'credit.import.fault.line')} ${technical(fault.detail)}</li>`)}</ul>
    </div></div>` : undefined),
  send: ({ file }) => request('/dealers/import', { method: 'POST', headers: { 'Content-Type': 'text/csv' }, body: file }).then((response) => response.json()),
});

export const rateForm = (day) => formDialog({
  title: t('credit.rate.set'),
  action: t('action.save'),
  from: { currency: 'USD', day, vnd: '' },
  ready: ({ day: on, vnd }) => on && amountOf(vnd) !== null,
  fields: (values, set) => html`
    <p class="muted">${t('credit.rate.means')}</p>
    <div class="form pair">
      ${select({ id: 'rate-currency', label: t('credit.currency'), value: values.currency, change: (currency) => set({ currency }),
        options: CURRENCIES.slice(1).map((code) => [code, code]) })}
      ${dayField({ label: t('credit.rate.day'), value: values.day, clearable: false, change: (on) => set({ day: on }) })}
      <div class="all">${amountField({ id: 'rate-vnd', label: t('credit.rate.vnd', { currency: values.currency }),
        value: values.vnd, currency: 'VND', words: rateText, first: true, set: (vnd) => set({ vnd }) })}</div>
    </div>`,
  send: (values) => put(`/credit/rates/${values.currency}/${values.day}`, { vnd: amountOf(values.vnd) }),
});

/** A reason for something that is done to a dealer. */
export const reasonForm = ({ title, means, action, danger = false, send }) => formDialog({
  title, action, danger,
  from: { reason: '' },
  ready: ({ reason }) => reason.trim() !== '',
  fields: ({ reason }, set) => html`
    <p class="muted">${means}</p>
    ${textField({ id: 'because', label: t('credit.why'), value: reason, required: true, first: true, input: (text) => set({ reason: text }) })}`,
  send: ({ reason }) => send({ reason: reason.trim() }),
});

export const adjustmentForm = (dealer) => {
  // Sent twice by accident it is booked once. Not randomUUID, which browsers give to safe origins only.
  const key = Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');
  return formDialog({
    title: t('credit.adjust'),
    action: t('credit.adjust.book'),
    from: { amount: '', reason: '' },
    ready: ({ amount, reason }) => amountOf(amount) !== null && Number(amountOf(amount)) !== 0 && reason.trim() !== '',
    fields: ({ amount, reason }, set) => html`
      <p class="muted">${t('credit.adjust.means')}</p>
      ${amountField({ id: 'adjust-amount', label: t('credit.adjust.amount'), value: amount, currency: dealer.currency, first: true,
        hint: t('credit.adjust.hint'), set: (text) => set({ amount: text }) })}
      ${textField({ id: 'adjust-reason', label: t('credit.why'), value: reason, required: true, input: (text) => set({ reason: text }) })}`,
    send: ({ amount, reason }) => post(`/dealers/${encodeURIComponent(dealer.customer_id)}/adjustments`, { amount: amountOf(amount),
      reason: reason.trim() }, { headers: { 'Idempotency-Key': key } }),
  });
};

/** What a higher limit is asked with. @param send ({limit, until, reason}) => … */
export const limitForm = (account, send) => formDialog({
  title: t('credit.ask'),
  action: t('credit.ask.send'),
  from: { limit: '', until: '', reason: '' },
  ready: ({ limit, reason }) => Number(amountOf(limit)) > Number(account.limit) && reason.trim() !== '',
  fields: ({ limit, until, reason }, set) => html`
    <p class="muted">${t('credit.ask.means', { limit: money(account.limit, account.currency) })}</p>
    ${amountField({ id: 'ask-limit', label: t('credit.request.limit'), value: limit, currency: account.currency, first: true,
      hint: t('credit.ask.more', { limit: money(account.limit, account.currency) }), refuses: (amount) => Number(amount) <= Number(account.limit),
        set: (text) => set({ limit: text }) })}
    ${dayField({ label: t('credit.ask.until'), value: until, change: (day) => set({ until: day }) })}
    ${textField({ id: 'ask-reason', label: t('credit.why'), value: reason, required: true, input: (text) => set({ reason: text }) })}`,
  send: ({ limit, until, reason }) => send({ limit: amountOf(limit), ...(until ? { until: startOfDay(until, 1) } : {}), reason: reason.trim() }),
});

/** Lets an order that waits go on. */
export const unlockOrderForm = (order) => formDialog({
  title: t('credit.release.title', { order: order.order_id }),
  action: t('credit.release'),
  from: { reason: '', until: '' },
  ready: ({ reason }) => reason.trim() !== '',
  fields: ({ reason, until }, set) => html`
    <p class="muted">${t('credit.release.means', { amount: money(order.amount, order.currency) })}</p>
    ${textField({ id: 'release-reason', label: t('credit.why'), value: reason, required: true, first: true, input: (text) => set({ reason: text }) })}
    ${dayField({ label: t('credit.release.until'), value: until, change: (day) => set({ until: day }) })}`,
  send: ({ reason, until }) => post('/credit/unlock', { orderId: order.order_id, platform: order.platform, shop: order.shop_id, reason: reason.trim(),
    ...(until ? { expiresAt: startOfDay(until, 1) } : {}) }),
});
