/** Questions that must be answered first, by the browser's own <dialog>: it keeps the focus and closes at Escape. */

import { html, render } from 'lit';
import { t } from '../i18n.js';
import { onSession } from '../session.js';

/**
 * Opens a dialog with any content.
 * @param content (close) => template; close(value) ends it
 * @returns {Promise<any>} what it was closed with; undefined: it was dismissed
 */
export function openDialog({ title, content, wide = false }) {
  return new Promise((resolve) => {
    const before = document.activeElement;
    const dialog = document.createElement('dialog');
    dialog.className = wide ? 'dialog wide' : 'dialog';
    dialog.setAttribute('aria-labelledby', 'os-dialog-title');
    let answer;
    const close = (value) => {
      answer = value;
      dialog.close();
    };
    // Its question is of the page below it, which another address takes away, and the end of the session as well.
    const left = () => close();
    addEventListener('hashchange', left);
    const stays = onSession(left);
    dialog.addEventListener('close', () => {
      removeEventListener('hashchange', left);
      stays();
      dialog.remove();
      before?.focus?.();
      resolve(answer);
    });
    render(html`<h2 id="os-dialog-title">${title}</h2>${content(close)}`, dialog);
    document.body.append(dialog);
    dialog.showModal();
  });
}

/** Asks before something is done. */
export const confirmDialog = ({ title, text, confirm, danger = false }) => openDialog({
  title,
  content: (close) => html`
    ${text ? html`<p>${text}</p>` : ''}
    <div class="dialog-actions">
      <button type="button" class="button" @click=${() => close(false)}>${t('action.cancel')}</button>
      <button type="button" class="button ${danger ? 'danger' : 'primary'}" @click=${() => close(true)}>${confirm ?? t('action.confirm')}</button>
    </div>`,
}).then(Boolean);
