import { html, nothing } from 'lit';
import { get } from '../../api.js';
import { exportButtons } from '../../components/export.js';
import { dayField } from '../../components/fields.js';
import { read } from '../../components/list.js';
import { Page } from '../../components/page.js';
import { Reading } from '../../components/reading.js';
import { table } from '../../components/table.js';
import { channelMark, empty, tile } from '../../components/ui.js';
import { dateTime, isoDay, money, number, percent } from '../../format.js';
import { t } from '../../i18n.js';
import { setQuery } from '../../router.js';
import { day } from './words.js';

const PACES = ['shipped', 'delivered', 'posted'];

/** What was sold on a day, per platform and shop, and how long it took. */
class Sales extends Page {
  report = new Reading(this, (signal) => get(this.#address(), { format: 'json' }, { signal }));

  get #date() {
    return this.filter('date') || isoDay();
  }

  #address() {
    return `/reports/sales/${encodeURIComponent(this.#date)}`;
  }

  followed() {
    this.report.reload();
  }

  render() {
    return html`
      <div class="filters">
        ${dayField({ label: t('recon.day'), value: this.#date, max: isoDay(), clearable: false,
          change: (date) => setQuery({ date: date === isoDay() ? null : date }) })}
        <span class="filters-end">${exportButtons(this.#address(), {}, `sales-${this.#date}`, { formats: ['csv'] })}</span>
      </div>
      ${read(this.report, (report) => this.#whole(report), 8)}`;
  }

  #whole(report) {
    const { vnd } = report.total;
    return html`
      <div class="tiles">
        ${tile({ label: t('sales.gross'), value: money(vnd.gross, 'VND'), note: t('sales.orders', { n: vnd.orders }) })}
        ${tile({ label: t('sales.refunds'), value: money(vnd.refunds, 'VND') })}
        ${tile({ label: t('sales.vat'), value: money(vnd.vat, 'VND') })}
        ${tile({ label: t('sales.fees'), value: money(vnd.fees, 'VND') })}
        ${tile({ label: t('sales.net'), value: money(vnd.net, 'VND'), note: vnd.unconverted ? t('sales.unconverted', { n: vnd.unconverted }) : null })}
      </div>
      <section class="card list" aria-labelledby="sales-shops">
        <h2 id="sales-shops">${t('sales.by-shop', { day: day(report.date) })}</h2>
        ${report.sales.length ? table(t('sales.by-shop', { day: day(report.date) }), [
          { head: t('sales.shop'), kind: 'main',
            cell: (row) => html`${row.platform ? channelMark(row.platform) : t('sales.shop.none')}<span class="under">${row.shop_id}</span>` },
          { head: t('sales.orders.head'), kind: 'number', cell: (row) => number(row.orders) },
          { head: t('sales.gross'), kind: 'number', cell: (row) => money(row.gross, row.currency) },
          { head: t('sales.refunds'), kind: 'number', cell: (row) => money(row.refunds, row.currency) },
          { head: t('sales.vat'), kind: 'number', cell: (row) => money(row.vat, row.currency) },
          { head: t('sales.fees'), kind: 'number', cell: (row) => money(row.fees, row.currency) },
          { head: t('sales.net'), kind: 'number', cell: (row) => html`
            <strong>${money(row.net, row.currency)}</strong>${row.currency === 'VND' ? nothing : html`<span class="under">${money(row.vnd.net, 'VND')}</span>`}` },
        ], report.sales) : empty({ title: t('sales.none'), text: t('sales.none.todo') })}
      </section>
      ${report.sla.length ? html`
        <section class="card list" aria-labelledby="sales-sla">
          <h2 id="sales-sla">${t('sales.sla')}</h2>
          ${table(t('sales.sla'), [
            { head: t('sales.shop'), kind: 'main',
              cell: (row) => html`${row.platform ? channelMark(row.platform) : t('sales.shop.none')}<span class="under">${row.shop_id}</span>` },
            { head: t('sales.placed'), kind: 'number', cell: (row) => number(row.placed) },
            { head: t('sales.cancelled'), kind: 'number', cell: (row) => number(row.cancelled) },
            ...PACES.map((pace) => ({ head: t(`sales.${pace}`), kind: 'number', cell: (row) => paceOf(row[pace]) })),
          ], report.sla)}
          <p class="grid-foot">${t('sales.as-of', { at: dateTime(report.as_of) })}</p>
        </section>` : nothing}`;
  }
}

customElements.define('os-sales', Sales);

/** The share that was in time; what was not, in words. */
function paceOf({ in_time: inTime, late, overdue }) {
  const all = inTime + late + overdue;
  return all ? html`${percent(inTime / all, 0)}<span class="under">${t('sales.pace', { inTime, late, overdue })}</span>` : null;
}
