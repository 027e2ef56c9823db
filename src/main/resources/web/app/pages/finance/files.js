import { html } from 'lit';
import { download } from '../../api.js';
import { icon } from '../../components/icons.js';
import { notifyProblem } from '../../components/toast.js';
import { t } from '../../i18n.js';

/** Saves a report that the server writes as a file. */
export const fileButtons = (path, query, name, formats = ['csv', 'xlsx']) => formats.map((format) => html`
  <button type="button" class="button" @click=${() => download(path, { ...query, format }, `${name}.${format}`).catch(notifyProblem)}>${icon('download')}${t(`action.export.${format}`)}</button>`);
