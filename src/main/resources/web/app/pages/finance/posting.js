import { html, nothing } from 'lit';
import { get } from '../../api.js';
import { Element } from '../../components/element.js';
import { focusHead, read } from '../../components/list.js';
import { Reading } from '../../components/reading.js';
import { table } from '../../components/table.js';
import { breakable, channelMark, facts, pageHeader, postingStatus, postingTone, technical, tile } from '../../components/ui.js';
import { dateTime, money, percent, rateText } from '../../format.js';
import { has, t } from '../../i18n.js';
import { href } from '../../router.js';
import { hasRole } from '../../session.js';
import { day, kindWords, orderLink } from './words.js';

/** One posting: what it is made of, and its life until the ERP has booked it. */
class Posting extends Element {
  static properties = { businessKey: {} };

  posting = new Reading(this, (signal) => get(`/postings/${encodeURIComponent(this.businessKey)}`, {}, { signal }));

  updated(changed) {
    focusHead(this);
    if (changed.has('businessKey')) {
      this.posting.clear();
      this.posting.reload();
    }
  }

  render() {
    return html`<a class="back" href="#/finance/postings">← ${t('finance.postings')}</a>${read(this.posting, (posting) => this.#whole(posting), 8, this.businessKey)}`;
  }

  #whole(posting) {
    const { document = {}, currency } = posting;
    return html`
      ${pageHeader({ title: kindWords(posting.kind), sub: html`<code>${posting.business_key}</code>`, aside: postingStatus(posting.status),
        actions: posting.status === 'REFUSED' && hasRole('operator', 'engineer') ? html`
          <a class="button" href=${href(['dead-letters'], { reason: 'ERP_REFUSED' })}>${t('posting.refused.letters')}</a>` : null })}
      ${has(`posting.todo.${posting.status}`) ? html`<div class="banner ${postingTone(posting.status)}" role="status"><div>
        ${posting.status === 'CREATED' && !posting.attempts ? nothing : html`<strong>${t(`posting.why.${posting.status}`)}</strong>`}<span>${t(`posting.todo.${posting.status}`)}</span>${technical(posting.reason)}</div></div>` : nothing}
      <div class="tiles">
        ${tile({ label: t('posting.gross'),
          value: money(posting.amount, currency), note: currency !== 'VND' && posting.amount_vnd ? money(posting.amount_vnd, 'VND') : null })}
        ${document.net ? tile({ label: t('posting.net'), value: money(document.net, currency) }) : nothing}
        ${document.tax ? tile({ label: t('posting.tax'), value: money(document.tax, currency) }) : nothing}
        ${tile({ label: t('posting.document'), value: posting.document_number ?? '—' })}
      </div>
      <div class="two">
        <section class="card pad" aria-labelledby="posting-facts">
          <h2 id="posting-facts">${t('posting.facts')}</h2>
          ${facts([
            [t('order'), posting.order_id ? orderLink(posting) : '—'],
            posting.platform && [t('dead.channel'), html`${channelMark(posting.platform)} ${posting.shop_id}`],
            posting.payment_id && [t('posting.payment'), html`<code>${breakable(posting.payment_id)}</code>`],
            [t('posting.reference'), html`<code>${posting.reference}</code>`],
            [t('posting.date'), day(posting.posting_date)],
            [t('posting.erp'), posting.erp ? posting.erp.toUpperCase() : t('posting.erp.none')],
            [t('posting.attempts'), String(posting.attempts)],
            document.supplied_on && [t('posting.supplied'), day(document.supplied_on)],
            document.refers_to && [t('posting.refers'), html`<a href=${href(['finance', 'postings', document.refers_to])}>${breakable(document.refers_to)}</a>`],
            posting.rate && currency !== 'VND' && [t('posting.rate'), rateText(posting.rate)],
            Number(document.rounding) ? [t('posting.rounding'), money(document.rounding, currency)] : null,
          ])}
        </section>
        <section class="card pad" aria-labelledby="posting-life">
          <h2 id="posting-life">${t('posting.life')}</h2>
          <ol class="steps">${posting.steps.map((step) => html`
            <li class=${postingTone(step.status)}><span>${t(`posting.status.${step.status}`)}</span>
              ${step.detail ? html`<span class="muted small-text">${technical(step.detail)}</span>` : nothing}
              <time class="muted small-text" datetime=${step.at}>${dateTime(step.at, { seconds: true })}</time></li>`)}</ol>
        </section>
      </div>
      ${document.lines?.length ? html`
        <section class="card list" aria-labelledby="posting-lines">
          <h2 id="posting-lines">${t('posting.lines')}</h2>
          ${table(t('posting.lines'), [
            { head: t('posting.line'), kind: 'main', cell: (line) => html`${line.name ?? t('posting.line.rest')}${line.sku ? html`
              <span class="under mono">${line.sku}</span>` : nothing}` },
            { head: t('posting.quantity'), kind: 'number', cell: (line) => line.quantity },
            { head: t('posting.net'), kind: 'number', cell: (line) => line.net && money(line.net, currency) },
            { head: t('posting.vat'), kind: 'number', cell: (line) => line.rate && percent(line.rate, 2) },
            { head: t('posting.tax'), kind: 'number', cell: (line) => line.tax && money(line.tax, currency) },
            { head: t('posting.gross'), kind: 'number', cell: (line) => money(line.gross, currency) },
          ], document.lines)}
        </section>` : nothing}`;
  }
}

customElements.define('os-posting', Posting);
