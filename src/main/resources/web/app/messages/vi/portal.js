/** Words of the page portal, of a dealer's own. */
export default {
  'portal.sub': 'Hạn mức, hoá đơn và đơn hàng của bạn.',
  'portal.held': 'cho đơn chưa giao',
  'portal.until': 'đến {until}',
  'portal.locked': 'Tài khoản đang bị khoá',
  'portal.locked.MANUAL_LOCK': 'Đơn mới phải chờ. Hãy liên hệ bộ phận công nợ.',
  'portal.locked.OVERDUE': 'Đơn mới phải chờ đến khi hoá đơn quá hạn được thanh toán.',
  'portal.terms': 'Thời hạn thanh toán',
  'portal.grace': 'Ân hạn trước khi khoá',
  'portal.waiting': { other: '{n} đơn' },
  'portal.orders': 'Đơn hàng',
  'portal.orders.none': 'Chưa có đơn hàng nào',
  'portal.orders.none.todo': 'Đơn bạn đặt sẽ hiện ở đây trong vài giây.',
  'portal.invoices.none': 'Hoá đơn được lập khi hàng đã giao.',
  'portal.requests.none': 'Cần mua nhiều hơn? Bấm Xin tăng hạn mức ở đầu trang.',
  'portal.waits': 'Chờ hạn mức',
  'portal.changed': 'Cập nhật',
};
