import { html, nothing } from 'lit';
import { tag, technical } from '../../components/ui.js';
import { has, t } from '../../i18n.js';

export const REASONS = ['NO_CHANNEL', 'NOT_JSON', 'NO_ROUTE', 'MAPPING_FAILED', 'UNKNOWN_STATUS', 'SCHEMA', 'NOT_STORABLE', 'TOO_LARGE', 'CONTRADICTED', 'ERP_REFUSED'];
export const LETTER_STATUSES = ['OPEN', 'REPLAYING', 'RESOLVED'];

/** A reason in words; one that this page does not know as it is called. */
export const reasonWords = (reason) => (has(`dead.reason.${reason}`) ? t(`dead.reason.${reason}`) : reason);

/** What to do, by the reason, unless it is done; and then the server's own words, which name the mapping, the status and the place. */
export const whyAndRemedy = ({ reason, detail, remedy, status }) => html`
  ${status === 'RESOLVED' ? nothing : html`
    <p class="remedy"><strong>${t('dead.remedy')}</strong> ${has(`dead.remedy.${reason}`) ? t(`dead.remedy.${reason}`) : html`<span lang="en">${remedy}</span>`}</p>`}
  <p>${technical([detail, status === 'RESOLVED' ? null : remedy].filter(Boolean).map((words) => words.replace(/\.$/, '')).join('. '))}</p>`;

export const letterStatus = (status) => tag(t(`dead.status.${status}`), { OPEN: 'red', REPLAYING: 'amber', RESOLVED: 'green' }[status]);

export const replayState = (state) => tag(t(`dead.replay.state.${state}`), { SENT: 'amber', STORED: 'green', IGNORED: 'grey', FAILED: 'red' }[state]);
