import { html, nothing } from 'lit';
import { tag } from '../../components/ui.js';
import { date } from '../../format.js';
import { has, t } from '../../i18n.js';
import { href } from '../../router.js';

export const KINDS = ['CUSTOMER_INVOICE', 'CREDIT_MEMO', 'INCOMING_PAYMENT', 'PLATFORM_FEE'];
export const POSTING_STATUSES = ['CREATED', 'HELD', 'SENT', 'IN_DOUBT', 'CONFIRMED', 'REFUSED'];
export const ERPS = ['sap', 'http', 'file'];
export const PAYMENT_STATUSES = ['PENDING', 'AUTHORISED', 'ON_HOLD', 'FAILED', 'VOIDED', 'CAPTURED', 'REFUNDING', 'REFUNDED', 'REVERSED'];
export const WAITS_FOR = ['ORDER', 'AMOUNT', 'CURRENCY', 'PAID'];
export const ITEM_CLASSES = ['MISSING_PAYMENT', 'MISSING_ORDER', 'AMOUNT_MISMATCH', 'DUPLICATE_PAYMENT', 'CURRENCY_MISMATCH', 'REFUND_MISMATCH', 'FEE_MISMATCH', 'NOT_POSTED', 'IN_DOUBT'];
export const ITEM_STATES = ['open', 'explained', 'settled'];

const POSTING_TONES = { CREATED: 'grey', HELD: 'amber', SENT: 'blue', IN_DOUBT: 'amber', CONFIRMED: 'green', REFUSED: 'red' };
const PAYMENT_TONES = { PENDING: 'grey', AUTHORISED: 'blue', ON_HOLD: 'amber', FAILED: 'red', VOIDED: 'grey', CAPTURED: 'green', REFUNDING: 'violet', REFUNDED: 'violet', REVERSED: 'red' };
const ITEM_TONES = { open: 'red', explained: 'amber', settled: 'green' };

const words = (prefix, value) => (has(`${prefix}.${value}`) ? t(`${prefix}.${value}`) : value);

export const postingTone = (status) => POSTING_TONES[status] ?? 'grey';
export const postingStatus = (status) => tag(words('posting.status', status), postingTone(status));
export const kindWords = (kind) => words('posting.kind', kind);
export const paymentStatus = (status) => tag(words('payment.status', status), PAYMENT_TONES[status]);
export const itemState = (state) => tag(words('recon.state', state), ITEM_TONES[state]);
export const classWords = (itemClass) => words('recon.class', itemClass);
export const meansWords = (itemClass) => words('recon.means', itemClass);
export const providerName = (provider) => ({ vnpay: 'VNPay', momo: 'MoMo' }[provider] ?? provider);

/** A day of the API, which has no zone. */
export const day = (value) => (value ? date(`${value}T00:00`) : nothing);

/** An order as a link to its page; one whose channel is not known as text. */
export const orderLink = ({ order_id: order, platform, shop_id: shop }) => (order && platform ? html`
  <a href=${href(['orders', platform, order], { shop })}>${order}</a>` : order);

/** Options of a select with one for all of them first. */
export const anyOf = (values, said) => [['', t('any')], ...values.map((value) => [value, said(value)])];
