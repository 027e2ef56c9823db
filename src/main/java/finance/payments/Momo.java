package finance.payments;

import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jboss.logging.Logger;

/** MoMo, payment API v2: what its messages mean. Amounts are dong. */
@ApplicationScoped
class Momo {

    static final String NAME = "momo";
    static final String CURRENCY = "VND";

    private static final Logger LOG = Logger.getLogger(Momo.class);
    private static final int DIGEST_BYTES = 32;
    private static final Pattern WHOLE = Pattern.compile("[0-9]{1,15}");
    private static final Pattern CODE = Pattern.compile("-?[0-9]{1,9}");

    private final MerchantReferences references;
    private volatile PaymentsConfig.MomoConfig config;
    private volatile Optional<HexSignature> signature;

    Momo(PaymentsConfig config, MerchantReferences references) {
        this.references = references;
        use(config.momo());
    }

    private void use(PaymentsConfig.MomoConfig keys) {
        config = keys;
        signature = missing().isPresent() ? Optional.empty() : keys.secretKey().map(secret -> new HexSignature("HmacSHA256", secret, DIGEST_BYTES));
    }

    void become(@Observes PaymentsConfig.Changed event) {
        use(event.now().momo());
    }

    private Optional<String> missing() {
        return config.secretKey().isEmpty() ? Optional.of("secret-key") : config.accessKey().isEmpty() ? Optional.of("access-key")
            : config.partnerCode().isEmpty() ? Optional.of("partner-code") : Optional.empty();
    }

    void started(@Observes StartupEvent event) {
        missing().ifPresentOrElse(key -> LOG.infof("momo: payments are off: ordersync.payments.momo.%s is not set", key),
            () -> LOG.info("momo: payments are on at POST /payments/momo/ipn" + (config.apiUrl().isPresent() ? ""
                : "; pending ones are not asked about: ordersync.payments.momo.api-url is not set")));
    }

    /** Whether its three keys are configured. */
    boolean isOn() {
        return signature.isPresent();
    }

    /** @throws java.util.NoSuchElementException when it is off */
    HexSignature signature() {
        return signature.orElseThrow();
    }

    String accessKey() {
        return config.accessKey().orElseThrow();
    }

    String partnerCode() {
        return config.partnerCode().orElseThrow();
    }

    boolean isSigned(MomoMessage ipn) {
        return ipn.isSigned(signature(), accessKey());
    }

    boolean isOurPartner(MomoMessage ipn) {
        return ipn.value("partnerCode").equals(partnerCode());
    }

    /**
     * What an IPN tells, once it is known to be MoMo's.
     *
     * @throws IllegalArgumentException a field is not what MoMo documents; the message names it
     */
    ToldPayment told(MomoMessage ipn) {
        String resultCode = ipn.value("resultCode");
        if (!CODE.matcher(resultCode).matches()) {
            throw new IllegalArgumentException("resultCode must be a number");
        }
        return told(ipn.value("orderId"), ipn.value("transId"), ipn.value("amount"), ipn.value("responseTime"), Integer.parseInt(resultCode), null);
    }

    /**
     * The same of an IPN or of the answer to a question.
     *
     * @param refunded what went back so far; null: not told
     */
    ToldPayment told(String orderId, String transId, String amount, String responseTime, int resultCode, BigDecimal refunded) {
        if (!MerchantReferences.isOne(orderId)) {
            throw new IllegalArgumentException("orderId must be a text of at most " + MerchantReferences.MAX_CHARS + " characters");
        }
        if (!WHOLE.matcher(amount).matches() || new BigDecimal(amount).signum() == 0) {
            throw new InvalidAmountException();
        }
        String transaction = transId.isEmpty() || transId.equals("0") ? null : transId;
        return new ToldPayment(NAME, references.orderId(orderId), orderId, transaction, new BigDecimal(amount), CURRENCY, null, refunded,
            status(resultCode), Integer.toString(resultCode), null, time(responseTime).orElse(null));
    }

    /** Empty where it is absent, no time, or one that money cannot have come at: the payment counts without it. */
    static Optional<Instant> time(String text) {
        return WHOLE.matcher(text).matches() ? Optional.of(Instant.ofEpochMilli(Long.parseLong(text))).filter(ToldPayment::canSettle) : Optional.empty();
    }

    /** MoMo's list of result codes. */
    static PaymentStatus status(int resultCode) {
        return switch (resultCode) {
            case 0 -> PaymentStatus.CAPTURED;
            case 9000 -> PaymentStatus.AUTHORISED;
            case 1000, 7000, 7002, 8000 -> PaymentStatus.PENDING;
            case 1003, 1005, 1006 -> PaymentStatus.VOIDED;
            default -> PaymentStatus.FAILED;
        };
    }
}
