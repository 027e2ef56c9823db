import { html } from 'lit';
import { download } from '../api.js';
import { t } from '../i18n.js';
import { icon } from './icons.js';
import { notify, notifyProblem } from './toast.js';

const FORMATS = ['csv', 'xlsx'];

async function run(path, query, name, format, button) {
  if (button.ariaDisabled === 'true') {
    return;
  }
  const words = { format: format.toUpperCase() };
  // Not disabled, which would take the focus away.
  button.ariaDisabled = 'true';
  notify(t('export.working', words), 'blue');
  try {
    await download(path, { ...query, format }, `${name}.${format}`);
    notify(t('export.done', words));
  } catch (failure) {
    notifyProblem(failure);
  } finally {
    button.ariaDisabled = null;
  }
}

/**
 * The buttons that export what a list shows: the address, the list's filters, and the file's name without its ending.
 *
 * @param list its name, where there are several on the page
 */
export const exportButtons = (path, query, name, { formats = FORMATS, list } = {}) => formats.map((format) => {
  const words = [t(`action.export.${format}`), list].filter(Boolean).join(': ');
  return html`
    <button type="button" class="button" aria-label=${words} title=${words}
      @click=${(event) => run(path, query, name, format, event.currentTarget)}>${icon('download')}${t(`format.${format}`)}</button>`;
});

/** The head of a list with these buttons. */
export const exportHead = (id, title, path, query, name) => html`
  <div class="card-head"><h2 id=${id}>${title}</h2><span class="filters-end">${exportButtons(path, query, name, { list: title })}</span></div>`;
