import { html } from 'lit';
import { table } from '../../components/table.js';
import { tag } from '../../components/ui.js';
import { date, isoDay, money } from '../../format.js';
import { t } from '../../i18n.js';
import { href } from '../../router.js';

const day = (value) => date(`${value}T00:00`);

/** A dealer's invoices; {@code links}: whether their orders can be opened. */
export const invoiceTable = (rows, currency, links = true) => table(t('credit.book.invoices'), [
  { head: t('order'), kind: 'main', cell: (invoice) => (links ? html`
    <a href=${href(['orders', invoice.platform, invoice.order_id], { in: invoice.shop_id })}>${invoice.order_id}</a>` : invoice.order_id) },
  { head: t('amount'), kind: 'number', cell: (invoice) => money(invoice.amount, currency) },
  { head: t('credit.invoice.open'), kind: 'number', cell: (invoice) => (Number(invoice.open) ? html`
    <strong>${money(invoice.open, currency)}</strong>` : money(invoice.open, currency)) },
  { head: t('dead.status'), cell: (invoice) => state(invoice) },
  { head: t('credit.invoice.issued'), kind: 'time', cell: (invoice) => day(invoice.issued_on) },
  { head: t('credit.invoice.due'), kind: 'time', cell: (invoice) => day(invoice.due_on) },
], rows);

function state({ open, due_on: due }) {
  if (!Number(open)) {
    return tag(t('credit.invoice.paid'), 'green');
  }
  return due < isoDay() ? tag(t('credit.invoice.overdue'), 'red') : tag(t('credit.invoice.unpaid'), 'amber');
}
