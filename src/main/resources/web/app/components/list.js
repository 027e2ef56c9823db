import { html, nothing } from 'lit';
import { t } from '../i18n.js';
import { problem, skeleton } from './ui.js';

/**
 * A list in whichever state its {@link Pager} is.
 *
 * @param rows (rows) => a template of what is there
 * @param none () => what is said when there is nothing
 */
export function list(pager, rows, none) {
  if (!pager.rows.length) {
    if (pager.state === 'failed') {
      return problem(pager.error, () => pager.reload());
    }
    return pager.state === 'ready' ? none() : skeleton();
  }
  return html`
    <div class=${pager.state === 'loading' ? 'stale' : ''} aria-busy=${pager.loading ? 'true' : 'false'}>${rows(pager.rows)}</div>
    ${pager.state === 'failed' ? problem(pager.error, () => (pager.next ? pager.more() : pager.reload())) : nothing}
    <div class="grid-foot">
      <span role="status">${pager.next ? t('grid.rows', { n: pager.rows.length }) : t('state.end', { n: pager.rows.length })}</span>
      ${pager.next ? html`<button type="button" class="button small" ?disabled=${pager.loading} @click=${() => pager.more()}>${t('action.more')}</button>` : nothing}
    </div>`;
}

/**
 * One thing in whichever state its {@link Reading} is.
 *
 * @param heading the page's, where the thing itself brings it: it is said while there is none
 */
export function read(reading, there, rows = 4, heading = '') {
  if (reading.value !== null && reading.value !== undefined) {
    return there(reading.value);
  }
  return html`${heading ? html`<h1 class="sr-only" tabindex="-1">${heading}</h1>` : nothing}
    ${reading.state === 'failed' ? problem(reading.error, () => reading.reload()) : skeleton(rows)}`;
}

/** Where what had the focus is gone, the page's head has it: so it is where a page was opened anew. */
export function focusHead(element) {
  if (document.activeElement === document.body || document.activeElement === null) {
    element.querySelector('h1')?.focus({ preventScroll: true });
  }
}
