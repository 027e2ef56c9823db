package finance.payments;

import credit.Amounts;
import http.JsonBody;
import http.Parameters;
import http.ProblemException;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Pattern;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** What a shop tells of a payment: one it has begun at a provider, one it took itself, or that something of one went back. */
final class ShopPayment {

    static final String EXAMPLE = """
        {"provider": "cash", "reference": "R-2026-118", "orderId": "ORDER-1", "amount": 250000, "currency": "VND"}""";

    static final String BEGUN = """
        {"provider": "vnpay", "reference": "ORDER-1", "orderId": "ORDER-1", "amount": 250000, "currency": "VND", "begunAt": "2026-11-22T15:04:25+07:00"}""";

    private static final Pattern PROVIDER = Pattern.compile("[a-z][a-z0-9-]{0,29}");
    /** As long as {@code credit.PaymentMessage} takes it. */
    private static final int PAYMENT_ID_MAX_CHARS = 200;

    /** For the API's description. Amounts may be JSON numbers or decimal strings. */
    @Schema(name = "Payment that a shop tells of", requiredProperties = {"provider", "reference", "orderId", "amount", "currency"})
    record Request(@Schema(description = "vnpay, momo, or a name of your own such as cash") String provider,
                   @Schema(description = "vnp_TxnRef or orderId at the provider; else the receipt's number: with the provider it tells the payment from all others. No colon") String reference,
                   String orderId, BigDecimal amount, @Schema(examples = "VND") String currency,
                   @Schema(description = "The provider's number of the transaction, where there is one. No colon") String transactionId,
                   @Schema(description = "CAPTURED where it is left out; of vnpay and momo PENDING, for the rest they tell themselves") PaymentStatus status,
                   @Schema(description = "What the provider keeps of it") BigDecimal fee,
                   @Schema(description = "Of the amount, all that went back so far") BigDecimal refunded,
                   @Schema(description = "When the provider was asked to begin it; for VNPay its vnp_CreateDate") Instant begunAt,
                   @Schema(description = "When the money came, from 2000 on and at most a day ahead; now where it is left out") Instant settledAt) { }

    private ShopPayment() {
    }

    /** @throws ProblemException 400: names the field that is wrong */
    static ToldPayment read(byte[] body, MerchantReferences references) {
        JsonBody told = JsonBody.of(body, "provider", "reference", "orderId", "amount", "currency", "transactionId", "status", "fee", "refunded", "begunAt",
            "settledAt");
        String provider = told.text("provider");
        if (!PROVIDER.matcher(provider).matches()) {
            throw ProblemException.badParameter("provider", "vnpay, momo or a name of lower-case letters, digits and dashes, at most 30");
        }
        String reference = id("reference", told.text("reference"));
        String orderId = told.text("orderId");
        if (!MerchantReferences.isOne(orderId)) {
            throw ProblemException.badParameter("orderId", "at most " + MerchantReferences.MAX_CHARS + " printable characters");
        }
        Optional<PaymentStatus> status = Parameters.oneOf(PaymentStatus.class, "status", told.optionalText("status").orElse(null));
        boolean tellsItself = provider.equals(Vnpay.NAME) || provider.equals(Momo.NAME);
        if (tellsItself && status.filter(one -> one != PaymentStatus.PENDING).isPresent()) {
            throw ProblemException.badParameter("status", "PENDING: " + provider + " itself tells what becomes of its payments");
        }
        if (tellsItself && !references.orderId(reference).equals(orderId)) {
            throw ProblemException.badParameter("orderId", "the one that the reference tells (ordersync.payments.order-reference), as it is for the IPN");
        }
        String currency = Amounts.currency("currency", told.text("currency"));
        BigDecimal amount = positive(Amounts.of(told, "amount", currency));
        ToldPayment payment = new ToldPayment(provider, orderId, reference, told.optionalText("transactionId").map(id -> id("transactionId", id)).orElse(null),
            amount, currency, part(told, "fee", amount, currency), part(told, "refunded", amount, currency),
            status.orElse(tellsItself ? PaymentStatus.PENDING : PaymentStatus.CAPTURED), null, told.time("begunAt").orElse(null),
            settledAt(told));
        if (payment.paymentId().length() > PAYMENT_ID_MAX_CHARS) {
            throw ProblemException.badParameter("provider, reference and transactionId", "shorter: joined by colons they have at most "
                + PAYMENT_ID_MAX_CHARS + " characters");
        }
        return payment;
    }

    /** Without a colon, which joins the parts of a payment's id. */
    private static String id(String name, String text) {
        if (!MerchantReferences.isOne(text) || text.contains(":")) {
            throw ProblemException.badParameter(name, "at most " + MerchantReferences.MAX_CHARS + " printable characters, without a colon");
        }
        return text;
    }

    /** Null where it is absent. */
    private static Instant settledAt(JsonBody told) {
        Optional<Instant> at = told.time("settledAt");
        if (at.filter(one -> !ToldPayment.canSettle(one)).isPresent()) {
            throw ProblemException.badParameter("settledAt", "from the year 2000 on and at most a day ahead of our clock; leave it out where the money came now");
        }
        return at.orElse(null);
    }

    private static BigDecimal positive(BigDecimal amount) {
        if (amount.signum() <= 0) {
            throw ProblemException.badParameter("amount", "more than zero");
        }
        return amount;
    }

    /** Null where it is absent. */
    private static BigDecimal part(JsonBody told, String name, BigDecimal amount, String currency) {
        Optional<BigDecimal> part = Amounts.optional(told, name, currency);
        if (part.filter(one -> one.signum() < 0 || one.compareTo(amount) > 0).isPresent()) {
            throw ProblemException.badParameter(name, "from zero to the amount");
        }
        return part.orElse(null);
    }
}
