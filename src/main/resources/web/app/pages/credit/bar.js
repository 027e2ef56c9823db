import { html, nothing, svg } from 'lit';
import { tag } from '../../components/ui.js';
import { date, money, percent } from '../../format.js';
import { t } from '../../i18n.js';

/** A share of the limit that is used from here on is worth a look. */
const NEARLY = 0.85;

/** What counts against the limit: of the dealer and, where they are told, of all below it. */
function counted({ outstanding, held, pool_outstanding: poolOutstanding = outstanding, pool_held: poolHeld = held }) {
  return { outstanding: poolOutstanding, held: poolHeld, withOthers: poolOutstanding !== outstanding || poolHeld !== held };
}

/** Shares of the bar's width, in percent. Fractions are good enough for a drawing; the figures beside it are exact. */
function shares(account) {
  const { limit } = account;
  const { outstanding, held } = counted(account);
  const owed = Math.max(0, Number(outstanding));
  const waiting = Math.max(0, Number(held));
  const whole = Math.max(Number(limit), owed + waiting, 1e-9);
  const over = Math.max(0, owed + waiting - Number(limit));
  return { owed: (owed / whole) * 100, held: (waiting / whole) * 100, over: (over / whole) * 100, used: Number(limit) ? (owed + waiting) / Number(limit) : owed + waiting ? 1 : 0 };
}

/** The limit as a bar of what is owed, what is held, and what is left; what is beyond the limit is red. */
export function creditBar(account, large = false) {
  const { owed, held, over } = shares(account);
  const counts = counted(account);
  return html`
    <svg class="credit-bar ${large ? 'large' : ''}" viewBox="0 0 100 10" preserveAspectRatio="none" role="img" aria-label=${t('credit.bar', {
      owed: money(counts.outstanding, account.currency), held: money(counts.held, account.currency), limit: money(account.limit, account.currency) })}>
      <rect class="owed" x="0" y="0" width=${owed} height="10"></rect>
      <rect class="held" x=${owed} y="0" width=${held} height="10"></rect>
      ${over ? svg`<rect class="over" x=${100 - over} y="0" width=${over} height="10"></rect>` : nothing}
    </svg>`;
}

export function creditLegend(account) {
  const { outstanding, held, withOthers } = counted(account);
  return html`
    <div class="bar-legend" aria-hidden="true">
      ${withOthers ? html`<span>${t('credit.pool')}:</span>` : nothing}
      <span><span class="swatch owed"></span>${t('credit.owed')} ${money(outstanding, account.currency)}</span>
      <span><span class="swatch held"></span>${t('credit.held')} ${money(held, account.currency)}</span>
    </div>`;
}

/** How much of the limit is used, or why nothing can be bought. */
export function standing(account) {
  if (account.locked) {
    return tag(t(`credit.lock.${account.reason}`), 'red');
  }
  if (Number(account.available) <= 0) {
    return tag(t('credit.used-up'), 'red');
  }
  const { used } = shares(account);
  return tag(t('credit.used', { share: percent(used, 0) }), used >= NEARLY ? 'amber' : 'green');
}

/** The same in a few words, beside what {@link standing} says. */
export const lockWhy = ({ reason, lock_reason: why, overdue_since: since, locked_by: by, customer_id: own }) => [
  reason === 'OVERDUE' ? t('credit.lock.since', { day: date(since) }) : why, by && by !== own ? t('credit.lock.from', { dealer: by }) : ''].filter(Boolean).join(' ');

/** Why a dealer is locked, in a sentence: by whom, since when, and what the person said. */
export function lockWords(account) {
  const from = account.locked_by && account.locked_by !== account.customer_id ? ` ${t('credit.lock.from', { dealer: account.locked_by })}` : '';
  return account.reason === 'OVERDUE'
    ? t('credit.lock.overdue', { day: date(account.overdue_since) }) + from
    : `${t('credit.lock.by-hand', { why: account.lock_reason ?? '' })}${from}`;
}
