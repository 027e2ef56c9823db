package finance.payments;

import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.ResolverStyle;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jboss.logging.Logger;

/** VNPay, PAY API 2.1.0: what its messages mean. Amounts are dong times 100, times those of GMT+7. */
@ApplicationScoped
class Vnpay {

    static final String NAME = "vnpay";
    static final String CURRENCY = "VND";

    private static final Logger LOG = Logger.getLogger(Vnpay.class);
    private static final int DIGEST_BYTES = 64;
    private static final int AMOUNT_DECIMALS = 2;
    private static final Pattern AMOUNT = Pattern.compile("[0-9]{1,15}");
    private static final ZoneOffset ZONE = ZoneOffset.ofHours(7);
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("uuuuMMddHHmmss").withResolverStyle(ResolverStyle.STRICT);
    private static final String OK = "00";
    private static final String CANCELLED = "24";
    private static final String SUSPICIOUS = "07";
    private static final Set<String> REFUNDING = Set.of("05", "06");

    private final MerchantReferences references;
    private volatile PaymentsConfig.VnpayConfig config;
    private volatile Optional<HexSignature> signature;

    Vnpay(PaymentsConfig config, MerchantReferences references) {
        this.references = references;
        use(config.vnpay());
    }

    private void use(PaymentsConfig.VnpayConfig keys) {
        config = keys;
        signature = keys.tmnCode().isEmpty() ? Optional.empty() : keys.secret().map(secret -> new HexSignature("HmacSHA512", secret, DIGEST_BYTES));
    }

    void become(@Observes PaymentsConfig.Changed event) {
        use(event.now().vnpay());
    }

    void started(@Observes StartupEvent event) {
        if (isOn()) {
            LOG.info("vnpay: payments are on at GET /payments/vnpay/ipn" + (config.apiUrl().isPresent() ? "" : "; pending ones are not asked about: "
                + "ordersync.payments.vnpay.api-url is not set"));
        } else {
            LOG.infof("vnpay: payments are off: ordersync.payments.vnpay.%s is not set", config.secret().isEmpty() ? "secret" : "tmn-code");
        }
    }

    /** Whether its terminal and secret are configured. */
    boolean isOn() {
        return signature.isPresent();
    }

    /** @throws java.util.NoSuchElementException when it is off */
    HexSignature signature() {
        return signature.orElseThrow();
    }

    String tmnCode() {
        return config.tmnCode().orElseThrow();
    }

    boolean isOurTerminal(String tmnCode) {
        return config.tmnCode().filter(tmnCode::equals).isPresent();
    }

    /**
     * What an IPN tells, once it is known to be VNPay's.
     *
     * @throws InvalidAmountException   the amount is none
     * @throws IllegalArgumentException another field is not what VNPay documents; the message names it
     */
    ToldPayment told(VnpayQuery ipn) {
        String responseCode = ipn.value("vnp_ResponseCode");
        String transactionStatus = ipn.value("vnp_TransactionStatus");
        if (responseCode.isEmpty() || transactionStatus.isEmpty()) {
            throw new IllegalArgumentException("vnp_ResponseCode and vnp_TransactionStatus must both be there");
        }
        return told(ipn.value("vnp_TxnRef"), ipn.value("vnp_TransactionNo"), amount(ipn.value("vnp_Amount")), ipn.value("vnp_PayDate"),
            status(responseCode, transactionStatus), responseCode + "/" + transactionStatus);
    }

    /** The order that an IPN names. */
    String orderId(VnpayQuery ipn) {
        return references.orderId(ipn.value("vnp_TxnRef"));
    }

    /** The same of an IPN or of the answer to a question; the amount is in dong. */
    ToldPayment told(String reference, String transactionNo, BigDecimal amount, String payDate, PaymentStatus status, String words) {
        if (!MerchantReferences.isOne(reference)) {
            throw new IllegalArgumentException("vnp_TxnRef must be a text of at most " + MerchantReferences.MAX_CHARS + " characters");
        }
        String transaction = transactionNo.isEmpty() || transactionNo.equals("0") ? null : transactionNo;
        return new ToldPayment(NAME, references.orderId(reference), reference, transaction, amount, CURRENCY, null, null, status, words,
            null, time(payDate).orElse(null));
    }

    /** Money came only where both say so (VNPay's C# sample; its PHP sample is content with one). */
    static PaymentStatus status(String responseCode, String transactionStatus) {
        if (responseCode.equals(OK) && transactionStatus.equals(OK)) {
            return PaymentStatus.CAPTURED;
        }
        if (responseCode.equals(CANCELLED)) {
            return PaymentStatus.VOIDED;
        }
        if (responseCode.equals(SUSPICIOUS) || transactionStatus.equals(SUSPICIOUS)) {
            return PaymentStatus.ON_HOLD;
        }
        if (transactionStatus.equals("04")) {
            return PaymentStatus.REVERSED;
        }
        if (REFUNDING.contains(transactionStatus)) {
            return PaymentStatus.REFUNDING;
        }
        return transactionStatus.equals("01") ? PaymentStatus.PENDING : PaymentStatus.FAILED;
    }

    /**
     * In dong.
     *
     * @throws InvalidAmountException it is none
     */
    static BigDecimal amount(String text) {
        if (!AMOUNT.matcher(text).matches() || new BigDecimal(text).signum() == 0) {
            throw new InvalidAmountException();
        }
        return new BigDecimal(text).movePointLeft(AMOUNT_DECIMALS);
    }

    /** Empty where it is absent, no time, or one that money cannot have come at: the payment counts without it. */
    static Optional<Instant> time(String text) {
        try {
            return Optional.of(LocalDateTime.parse(text, TIME).toInstant(ZONE)).filter(ToldPayment::canSettle);
        } catch (DateTimeException noTime) {
            return Optional.empty();
        }
    }

    static String text(Instant time) {
        return TIME.format(time.atOffset(ZONE));
    }
}
