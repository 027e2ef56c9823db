import { html, nothing } from 'lit';
import { tag, worded } from '../../components/ui.js';
import { date } from '../../format.js';
import { t } from '../../i18n.js';
import { href } from '../../router.js';

export const KINDS = ['CUSTOMER_INVOICE', 'CREDIT_MEMO', 'INCOMING_PAYMENT', 'PLATFORM_FEE'];
export const POSTING_STATUSES = ['CREATED', 'HELD', 'SENT', 'IN_DOUBT', 'CONFIRMED', 'REFUSED'];
export const ERPS = ['sap', 'http', 'file'];
export const PAYMENT_STATUSES = ['PENDING', 'AUTHORISED', 'ON_HOLD', 'FAILED', 'VOIDED', 'CAPTURED', 'REFUNDING', 'REFUNDED', 'REVERSED'];
export const WAITS_FOR = ['ORDER', 'AMOUNT', 'CURRENCY', 'PAID'];
export const ITEM_CLASSES = ['MISSING_PAYMENT', 'MISSING_ORDER', 'AMOUNT_MISMATCH', 'DUPLICATE_PAYMENT', 'CURRENCY_MISMATCH', 'REFUND_MISMATCH', 'FEE_MISMATCH', 'NOT_POSTED', 'IN_DOUBT'];
export const ITEM_STATES = ['open', 'explained', 'settled'];

const ITEM_TONES = { open: 'red', explained: 'amber', settled: 'green' };

export const kindWords = (kind) => worded('posting.kind', kind);
export const itemState = (state) => tag(worded('recon.state', state), ITEM_TONES[state]);
export const classWords = (itemClass) => worded('recon.class', itemClass);
export const meansWords = (itemClass) => worded('recon.means', itemClass);
export const providerName = (provider) => ({ vnpay: 'VNPay', momo: 'MoMo' }[provider] ?? provider);

/** A day of the API, which has no zone; what is none, such as one that was typed into the address, as it is. */
export const day = (value) => (/^\d{4}-\d{2}-\d{2}$/.test(value) ? date(`${value}T00:00`) : value || nothing);

/** An order as a link to its page; one whose channel is not known as text. */
export const orderLink = ({ order_id: order, platform, shop_id: shop }) => (order && platform ? html`
  <a href=${href(['orders', platform, order], { in: shop })}>${order}</a>` : order);

/** Options of a select with one for all of them first. */
export const anyOf = (values, said) => [['', t('any')], ...values.map((value) => [value, said(value)])];
