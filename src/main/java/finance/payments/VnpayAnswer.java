package finance.payments;

import com.fasterxml.jackson.annotation.JsonProperty;

/** What VNPay is answered. On 00 and 02 it stops; on the others it comes again, ten times in all, five minutes apart. */
record VnpayAnswer(@JsonProperty("RspCode") String code, @JsonProperty("Message") String message) {

    static final VnpayAnswer SIGNATURE = new VnpayAnswer("97", "Invalid signature");
    static final VnpayAnswer TERMINAL = new VnpayAnswer("97", "Invalid terminal");
    static final VnpayAnswer ORDER = new VnpayAnswer("01", "Order not found");
    static final VnpayAnswer AMOUNT = new VnpayAnswer("04", "Invalid amount");
    static final VnpayAnswer CONFIRMED = new VnpayAnswer("02", "Order already confirmed");
    static final VnpayAnswer SUCCESS = new VnpayAnswer("00", "Confirm Success");
    static final VnpayAnswer UNKNOWN = new VnpayAnswer("99", "Unknown error");

    /** In VNPay's order: is there the order, is it the amount, is it still to be confirmed? The payment is kept in any case. */
    static VnpayAnswer of(Recorded recorded) {
        if (recorded.waitsFor() == WaitsFor.ORDER) {
            return ORDER;
        }
        if (recorded.contradicted() || recorded.waitsFor() == WaitsFor.AMOUNT || recorded.waitsFor() == WaitsFor.CURRENCY) {
            return AMOUNT;
        }
        boolean isRepeated = !recorded.changed() && !recorded.status().isOpen();
        return isRepeated || recorded.waitsFor() == WaitsFor.PAID ? CONFIRMED : SUCCESS;
    }
}
