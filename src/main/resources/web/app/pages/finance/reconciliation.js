import { html, nothing } from 'lit';
import { get, post } from '../../api.js';
import { dayField, textField } from '../../components/fields.js';
import { exportButtons } from '../../components/export.js';
import { formDialog } from '../../components/form-dialog.js';
import { list } from '../../components/list.js';
import { Page } from '../../components/page.js';
import { Pager } from '../../components/pager.js';
import { table } from '../../components/table.js';
import { notify } from '../../components/toast.js';
import { empty, facts, select, tag, technical, technicalUnder } from '../../components/ui.js';
import { dateTime, isoDay, money, number } from '../../format.js';
import { t } from '../../i18n.js';
import { href, setQuery } from '../../router.js';
import { ITEM_CLASSES, ITEM_STATES, anyOf, classWords, day, itemState, meansWords } from './words.js';

const LOOK_AGAIN_MS = 2_000;
const RUN_TONES = { RUNNING: 'blue', DONE: 'green', FAILED: 'red' };
/** The address of what is open of all days. */
const OPEN = 'open';

/** What of a day, or of all days, does not agree: by class, and item by item, each to be explained. */
class Reconciliation extends Page {
  days = new Pager(this, (cursor, signal) => get('/reconciliations', { cursor, limit: 60 }, { signal })
    .then((answer) => ({ rows: answer.reconciliations, next: answer.next })));
  /** Of nothing reconciled yet there is no report, which is no failure. */
  items = new Pager(this, (cursor, signal) => get(this.#report(), { ...this.#wanted(), cursor }, { signal })
    .then((report) => ({ rows: report.items, next: report.next, report })));

  connectedCallback() {
    super.connectedCallback();
    this.every(LOOK_AGAIN_MS, () => this.items.page?.report?.state === 'RUNNING' && !this.items.loading && this.#reload());
  }

  /** A day of the reports, or what is open of all. */
  get #day() {
    return this.filter('day') || OPEN;
  }

  #report() {
    return `/reconciliations/${encodeURIComponent(this.#day)}`;
  }

  /** The filters as the API takes them: of what is open there is but one state. */
  #wanted() {
    return this.#day === OPEN ? this.filters('class') : this.filters('class', 'state');
  }

  followed() {
    this.#reload();
  }

  #reload() {
    this.days.reload();
    this.items.reload();
  }

  render() {
    const report = this.items.page?.report;
    const never = this.items.error?.status === 404 && !this.items.rows.length;
    return html`
      <div class="filters">
        ${select({ id: 'recon-day', label: t('recon.report'), value: this.#day,
          change: (chosen) => setQuery({ day: chosen === OPEN ? null : chosen, class: null, state: null }),
          options: [[OPEN, t('recon.open-all')], ...this.#knownDays().map((one) => [one, day(one)])] })}
        <span class="filters-end">
          ${never ? nothing : html`<button type="button" class="button" @click=${() => this.#run()}>${t('recon.run')}</button>
          ${exportButtons(this.#report(), {}, `reconciliation-${this.#day}`, { list: t('recon.report') })}`}
        </span>
      </div>
      ${never ? html`<section class="card">${empty({ title: t(this.#day === OPEN ? 'recon.never' : 'recon.never.day'), text: t('recon.never.todo'),
        action: html`<button type="button" class="button primary" @click=${() => this.#run()}>${t('recon.run')}</button>` })}</section>` : html`
        ${report ? this.#summary(report) : nothing}
        ${this.#items()}`}`;
  }

  #knownDays() {
    const known = this.days.rows.map((run) => run.date);
    return this.#day === OPEN || known.includes(this.#day) ? known : [this.#day, ...known];
  }

  async #run() {
    const date = await formDialog({
      title: t('recon.run'),
      action: t('recon.run.start'),
      from: { date: this.#day === OPEN ? isoDay(new Date(Date.now() - 86_400_000)) : this.#day },
      ready: ({ date: chosen }) => Boolean(chosen),
      fields: ({ date: chosen }, set) => html`<p class="muted">${t('recon.run.means')}</p>${dayField({ label: t('recon.day'),
        value: chosen, max: isoDay(), clearable: false, change: (on) => set({ date: on }) })}`,
      send: ({ date: chosen }) => post('/reconciliations', { date: chosen }).then(() => chosen),
    });
    if (date) {
      notify(t('recon.run.started', { day: day(date) }));
      setQuery({ day: date, class: null, state: null });
      this.#reload();
    }
  }

  #summary(report) {
    const run = report.state ? report : null;
    return html`
      <section class="card list" aria-labelledby="recon-summary">
        <div class="card-head">
          <h2 id="recon-summary">${run ? t('recon.of', { day: day(report.date) }) : t('recon.open-until', { day: day(report.date) })}</h2>
          ${report.alerts ? tag(t('recon.alerts', { n: report.alerts }), 'red', t('recon.alerts.means')) : nothing}
          ${run ? tag(t(`recon.run.${run.state}`), RUN_TONES[run.state]) : nothing}
        </div>
        ${run?.detail ? html`<p class="inset"><span class="red-text">${t(`recon.run.trouble.${run.state}`)}</span> ${technical(run.detail)}</p>` : nothing}
        ${run ? html`<div class="inset">${facts([
          [t('recon.orders'), number(run.orders)], [t('finance.payments'), number(run.payments)], [t('finance.postings'), number(run.postings)], [t('bank.lines'), number(run.bank_lines)],
          [t('recon.finished'), dateTime(run.finished_at)]])}</div>` : nothing}
        ${report.summary.length ? table(t('recon.by-class'), [
          { head: t('recon.class'), kind: 'main', cell: (sum) => html`
            <a href=${href(['finance', 'reconciliation'], { day: this.#day === OPEN ? null : this.#day, class: this.filter('class') === sum.class ? null : sum.class })}>${classWords(sum.class)}</a>
            <span class="under">${t(`recon.todo.${sum.class}`)}</span>` },
          { head: t('recon.state.open'), kind: 'number', cell: (sum) => (sum.open ? html`<strong class="red-text">${number(sum.open)}</strong>` : '0') },
          { head: t('recon.state.explained'), kind: 'number', cell: (sum) => number(sum.explained) },
          { head: t('recon.state.settled'), kind: 'number', cell: (sum) => number(sum.settled) },
          { head: t('recon.sum'), kind: 'number', cell: (sum) => money(sum.sum, sum.currency) },
          { head: t('recon.oldest'), kind: 'number', cell: (sum) => t('days', { n: sum.oldest_age_days }) },
        ], report.summary) : empty({ title: t('recon.agrees'), text: t('recon.agrees.text'), image: 'check' })}
      </section>`;
  }

  #items() {
    if (!this.items.rows.length && this.items.state === 'ready' && !this.items.page.report.summary.length) {
      return nothing;
    }
    return html`
      <section class="card list" aria-label=${t('recon.items')}>
        <div class="filters inset">
          ${select({ id: 'recon-class', label: t('recon.class'), value: this.filter('class'), options: anyOf(ITEM_CLASSES, classWords),
            change: (chosen) => setQuery({ class: chosen }) })}
          ${this.#day === OPEN ? nothing : select({ id: 'recon-state', label: t('dead.status'), value: this.filter('state'),
            options: anyOf(ITEM_STATES, (state) => t(`recon.state.${state}`)), change: (state) => setQuery({ state }) })}
          <span class="filters-end">${exportButtons(`${this.#report()}/export`, this.#wanted(), `reconciliation-items-${this.#day}`, { list: t('recon.items') })}</span>
        </div>
        ${list(this.items, (rows) => this.#rows(rows), () => empty({ title: t('recon.none'), text: t('filtered.todo'), image: 'check' }))}
      </section>`;
  }

  #rows(rows) {
    return table(t('recon.items'), [
      { head: t('recon.item'), kind: 'main', cell: (item) => html`
        <strong>${item.order_id || item.payment_id || item.subject}</strong><span class="under">${classWords(item.class)}${item.subject ? html` · ${this.#subject(item)}` : nothing}</span>` },
      { head: t('recon.expected'), kind: 'number', cell: (item) => item.expected && money(item.expected, item.currency) },
      { head: t('recon.actual'), kind: 'number',
        cell: (item) => item.actual && (item.class === 'CURRENCY_MISMATCH' ? item.actual : money(item.actual, item.currency)) },
      { head: t('recon.difference'), kind: 'number', cell: (item) => item.difference && html`<strong>${money(item.difference, item.currency)}</strong>` },
      { head: t('posting.reason'), kind: 'text', cell: (item) => html`<span>${meansWords(item.class)}</span>${technicalUnder(item.reason)}${item.note ? html`
        <span class="under">${t('recon.note', { note: item.note })}</span>` : nothing}` },
      { head: t('recon.age'), kind: 'number', cell: (item) => html`
        <span title=${t('recon.owner', { owner: item.owner ?? '' })}>${t('days', { n: item.age_days })}</span>` },
      { head: t('dead.status'), cell: (item) => itemState(item.state) },
      { head: t('recon.explain'), kind: 'end', cell: (item) => (item.state === 'settled' ? nothing : html`
        <button type="button" class="button small" @click=${() => this.#explain(item)}>${t(item.state === 'open' ? 'recon.explain' : 'recon.explain.again')}</button>`) },
    ], rows);
  }

  /** A posting is opened; a shop is only named. */
  #subject({ subject, class: itemClass }) {
    return ['NOT_POSTED', 'IN_DOUBT'].includes(itemClass) && /:[A-Z]+(:\d+)?$/.test(subject)
      ? html`<a class="mono" href=${href(['finance', 'postings', subject])}>${subject}</a>` : html`<span class="mono">${subject}</span>`;
  }

  async #explain(item) {
    const done = await formDialog({
      title: t('recon.explain.title'),
      action: t('action.save'),
      from: { note: item.note ?? '' },
      ready: ({ note }) => note.trim() !== '',
      fields: ({ note }, set) => html`
        <p>${meansWords(item.class)}</p>
        <p>${technical(item.reason)}</p>
        <p class="muted">${t('recon.explain.means')}</p>
        ${textField({ id: 'explain-note', label: t('recon.explain.note'), value: note, required: true, first: true, input: (text) => set({ note: text }) })}`,
      send: ({ note }) => post(`/reconciliations/${item.date}/explain`, Object.fromEntries(Object.entries({
        class: item.class, order_id: item.order_id, payment_id: item.payment_id, subject: item.subject, note: note.trim() }).filter(([, value]) => value))),
    });
    if (done) {
      notify(t('recon.explained'));
      this.items.reload();
    }
  }
}

customElements.define('os-reconciliation', Reconciliation);
