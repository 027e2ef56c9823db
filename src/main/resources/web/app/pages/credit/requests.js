import { html, nothing } from 'lit';
import { post } from '../../api.js';
import { textField } from '../../components/fields.js';
import { formDialog } from '../../components/form-dialog.js';
import { table } from '../../components/table.js';
import { notify } from '../../components/toast.js';
import { facts, tag } from '../../components/ui.js';
import { dateTime, money, relative } from '../../format.js';
import { t } from '../../i18n.js';
import { href } from '../../router.js';

const TONES = { OPEN: 'amber', APPROVED: 'green', REFUSED: 'grey' };

export const requestState = (state) => tag(t(`credit.request.${state}`), TONES[state]);

/**
 * Requests for a higher limit.
 *
 * @param dealers whether the dealers are named
 * @param decided called when one was decided; left out: nobody decides here
 */
export function requestTable(rows, { dealers = false, decided } = {}) {
  return table(t('credit.requests'), [
    dealers && { head: t('credit.dealer'), kind: 'main', cell: (request) => html`
      <a href=${href(['credit', 'dealers', request.customer_id])}>${request.customer_id}</a>` },
    { head: t('credit.request.limit'), kind: dealers ? 'number' : 'main', cell: (request) => html`<strong>${money(request.limit, request.currency)}</strong>` },
    { head: t('credit.request.until'), kind: 'time', cell: (request) => (request.until ? dateTime(request.until) : t('credit.for-good')) },
    { head: t('credit.why'), kind: 'text', cell: (request) => request.reason },
    { head: t('dead.status'), cell: (request) => requestState(request.state) },
    { head: t('credit.request.asked'), kind: 'time', cell: (request) => html`
      <time datetime=${request.asked_at} title=${dateTime(request.asked_at)}>${relative(request.asked_at)}</time>` },
    rows.some((request) => request.answer) && { head: t('credit.request.answer'), kind: 'text', cell: (request) => request.answer },
    decided && { head: t('credit.request.decide'), kind: 'end', cell: (request) => (request.state === 'OPEN' ? html`
      <button type="button" class="button small" @click=${() => decide(request, 'approve', decided)}>${t('credit.request.approve')}</button>
      <button type="button" class="button small" @click=${() => decide(request, 'refuse', decided)}>${t('credit.request.refuse')}</button>` : nothing) },
  ], rows);
}

async function decide(request, decision, decided) {
  const must = decision === 'refuse';
  const done = await formDialog({
    title: t(`credit.request.${decision}.title`, { dealer: request.customer_id }),
    from: { reason: '' },
    action: t(`credit.request.${decision}`),
    danger: must,
    ready: ({ reason }) => !must || reason.trim() !== '',
    fields: ({ reason }, set) => html`
      ${facts([
        [t('credit.request.limit'), money(request.limit, request.currency)],
        [t('credit.request.until'), request.until ? dateTime(request.until) : t('credit.for-good')],
        [t('credit.why'), request.reason],
      ])}
      <p class="muted">${t(`credit.request.${decision}.means`)}</p>
      ${textField({ id: 'decide-reason', label: t(must ? 'credit.why' : 'credit.why.optional'), value: reason, required: must, first: true,
        input: (text) => set({ reason: text }) })}`,
    send: ({ reason }) => post(`/credit/limit-requests/${request.id}/${decision}`, reason.trim() ? { reason: reason.trim() } : {}),
  });
  if (done) {
    notify(t(`credit.request.${decision}.done`));
    decided();
  }
}
