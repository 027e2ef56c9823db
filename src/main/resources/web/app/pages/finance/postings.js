import { html, nothing } from 'lit';
import { get } from '../../api.js';
import { exportButtons } from '../../components/export.js';
import { dayField, filterField } from '../../components/fields.js';
import { list } from '../../components/list.js';
import { Page } from '../../components/page.js';
import { Pager } from '../../components/pager.js';
import { table } from '../../components/table.js';
import { channelMark, empty, postingStatus, select, technicalUnder } from '../../components/ui.js';
import { money } from '../../format.js';
import { t } from '../../i18n.js';
import { href, setQuery } from '../../router.js';
import { ERPS, KINDS, POSTING_STATUSES, anyOf, day, kindWords } from './words.js';

const FILTERS = ['status', 'kind', 'erp', 'order', 'date'];

/** What goes to the ERP. */
class Postings extends Page {
  postings = new Pager(this, (cursor, signal) => get('/postings', { ...this.filters(...FILTERS), cursor }, { signal })
    .then((answer) => ({ rows: answer.postings, next: answer.next })));

  followed() {
    this.postings.reload();
  }

  render() {
    const choose = (name) => (value) => setQuery({ [name]: value });
    const filtered = FILTERS.some((name) => this.filter(name));
    return html`
      <section class="card list" aria-label=${t('finance.postings')}>
        <div class="filters inset">
          ${select({ id: 'posting-status', label: t('dead.status'), value: this.filter('status'),
            options: anyOf(POSTING_STATUSES, (status) => t(`posting.status.${status}`)), change: choose('status') })}
          ${select({ id: 'posting-kind', label: t('posting.kind'), value: this.filter('kind'), options: anyOf(KINDS, kindWords), change: choose('kind') })}
          ${select({ id: 'posting-erp', label: 'ERP', value: this.filter('erp'), options: anyOf(ERPS, (erp) => erp.toUpperCase()), change: choose('erp') })}
          ${filterField({ id: 'posting-order', name: 'order', label: t('order'), value: this.filter('order'), placeholder: t('order.id') })}
          ${dayField({ label: t('posting.date'), value: this.filter('date'), change: choose('date') })}
          ${filtered ? html`<a class="button ghost" href="#/finance/postings">${t('action.clear')}</a>` : nothing}
          <span class="filters-end">${exportButtons('/postings/export', this.filters(...FILTERS), 'postings')}</span>
        </div>
        ${list(this.postings, (rows) => this.#rows(rows), () => (filtered
          ? empty({ title: t('posting.none.filtered'), text: t('filtered.todo'), action: html`
            <a class="button" href="#/finance/postings">${t('action.clear')}</a>` })
          : empty({ title: t('posting.none'), text: t('posting.none.todo') })))}
      </section>`;
  }

  #rows(rows) {
    return table(t('finance.postings'), [
      { head: t('posting.key'), kind: 'main', cell: (posting) => html`
        <a href=${href(['finance', 'postings', posting.business_key])}>${kindWords(posting.kind)}</a><span class="under mono">${posting.business_key}</span>` },
      { head: t('dead.channel'), cell: (posting) => posting.platform && channelMark(posting.platform) },
      { head: t('dead.status'), cell: (posting) => postingStatus(posting.status) },
      { head: t('posting.document'), kind: 'code', cell: (posting) => posting.document_number },
      { head: t('amount'), kind: 'number', cell: (posting) => money(posting.amount, posting.currency) },
      { head: t('posting.date'), kind: 'time', cell: (posting) => day(posting.posting_date) },
      { head: t('posting.reason'), kind: 'text', cell: (posting) => posting.reason && html`<span>${t(`posting.why.${posting.status}`)}</span>${technicalUnder(posting.reason)}` },
    ], rows);
  }
}

customElements.define('os-postings', Postings);
