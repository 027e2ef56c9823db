package finance.payments;

/**
 * What was made of what was told of a payment, once that is on disk.
 *
 * @param status       of the payment now
 * @param waitsFor     why it does not agree with its order; null: it does
 * @param isNew        nothing was known of it before
 * @param changed      something of it is another now
 * @param contradicted what was told has another order, or another amount or currency than was captured, and changed nothing
 */
public record Recorded(String paymentId, PaymentStatus status, WaitsFor waitsFor, boolean isNew, boolean changed, boolean contradicted) { }
