import { tag } from '../../components/ui.js';
import { has, t } from '../../i18n.js';

export const REASONS = ['NO_CHANNEL', 'NOT_JSON', 'NO_ROUTE', 'MAPPING_FAILED', 'UNKNOWN_STATUS', 'SCHEMA', 'NOT_STORABLE', 'TOO_LARGE', 'CONTRADICTED', 'ERP_REFUSED'];
export const LETTER_STATUSES = ['OPEN', 'REPLAYING', 'RESOLVED'];

/** A reason in words; one that this page does not know as it is called. */
export const reasonWords = (reason) => (has(`dead.reason.${reason}`) ? t(`dead.reason.${reason}`) : reason);

export const letterStatus = (status) => tag(t(`dead.status.${status}`), { OPEN: 'red', REPLAYING: 'amber', RESOLVED: 'green' }[status]);

export const replayState = (state) => tag(t(`dead.replay.state.${state}`), { SENT: 'amber', STORED: 'green', IGNORED: 'grey', FAILED: 'red' }[state]);
