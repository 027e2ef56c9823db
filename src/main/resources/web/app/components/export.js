import { html } from 'lit';
import { download } from '../api.js';
import { t } from '../i18n.js';
import { icon } from './icons.js';
import { notify, notifyProblem } from './toast.js';

const FORMATS = ['csv', 'xlsx'];

async function run(path, query, name, format, button) {
  const words = { format: format.toUpperCase() };
  button.disabled = true;
  notify(t('export.working', words), 'blue');
  try {
    await download(path, { ...query, format }, `${name}.${format}`);
    notify(t('export.done', words));
  } catch (failure) {
    notifyProblem(failure);
  } finally {
    button.disabled = false;
  }
}

/** The buttons that export what a list shows: the address, the list's filters, and the file's name without its ending. */
export const exportButtons = (path, query, name, formats = FORMATS) => formats.map((format) => html`
  <button type="button" class="button" aria-label=${t(`action.export.${format}`)} title=${t(`action.export.${format}`)}
    @click=${(event) => run(path, query, name, format, event.currentTarget)}>${icon('download')}${t(`format.${format}`)}</button>`);
