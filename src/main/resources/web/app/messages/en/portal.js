/** Words of the page portal, of a dealer's own. */
export default {
  'portal.sub': 'Your limit, invoices and orders.',
  'portal.held': 'for orders on their way',
  'portal.until': 'until {until}',
  'portal.locked': 'Your account is locked',
  'portal.locked.MANUAL_LOCK': 'New orders wait. Please speak to our credit desk.',
  'portal.locked.OVERDUE': 'New orders wait until the overdue invoice is paid.',
  'portal.terms': 'Payment term',
  'portal.grace': 'Grace before a lock',
  'portal.waiting': { one: 'One order', other: '{n} orders' },
  'portal.orders': 'Orders',
  'portal.orders.none': 'There is no order yet',
  'portal.orders.none.todo': 'What you order is shown here within seconds.',
  'portal.invoices.none': 'An invoice is issued when the goods are delivered.',
  'portal.requests.none': 'Do you need to buy more? Ask for a higher limit at the top of the page.',
  'portal.waits': 'Waits for credit',
  'portal.changed': 'Updated',
};
