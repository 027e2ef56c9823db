import { html, nothing } from 'lit';
import { Page } from '../components/page.js';
import { pageHeader } from '../components/ui.js';
import { t } from '../i18n.js';
import { href } from '../router.js';
import './finance/bank.js';
import './finance/payments.js';
import './finance/postings.js';
import './finance/posting.js';
import './finance/reconciliation.js';
import './finance/sales.js';

const SUB_PAGES = {
  postings: (route) => html`<os-postings class="stack" .route=${route}></os-postings>`,
  payments: (route) => html`<os-payments class="stack" .route=${route}></os-payments>`,
  reconciliation: (route) => html`<os-reconciliation class="stack" .route=${route}></os-reconciliation>`,
  bank: (route) => html`<os-bank class="stack" .route=${route}></os-bank>`,
  sales: (route) => html`<os-sales class="stack" .route=${route}></os-sales>`,
};

/** What was sold, paid and posted, and what of it does not agree. */
class Finance extends Page {
  render() {
    const [asked, key] = this.rest;
    const sub = Object.hasOwn(SUB_PAGES, asked ?? '') ? asked : 'postings';
    if (sub === 'postings' && key) {
      return html`<os-posting class="stack" .businessKey=${key}></os-posting>`;
    }
    return html`
      ${pageHeader({ title: t('page.finance'), sub: t(`finance.${sub}.sub`) })}
      <nav class="sub-pages" aria-label=${t('page.finance')}>
        ${Object.keys(SUB_PAGES).map((name) => html`<a href=${href(['finance', name])} aria-current=${name === sub ? 'page' : nothing}>${t(`finance.${name}`)}</a>`)}
      </nav>
      ${SUB_PAGES[sub](this.route)}`;
  }
}

customElements.define('os-finance', Finance);
