package finance.payments;

import channels.BaseAddress;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithConverter;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;

/** {@code ordersync.payments.*}: payments that providers and shops tell of. */
@ConfigMapping(prefix = "ordersync.payments")
public interface PaymentsConfig {

    /** Keys that were only lent count no longer, while the process runs: {@code now} has what does. */
    record Changed(PaymentsConfig now) { }

    VnpayConfig vnpay();

    MomoConfig momo();

    AskConfig ask();

    /** What a merchant reference looks like, its first group being the order's id: {@code (.+)-\d+} where ORDER-2 is a second attempt. Else it is the id. */
    Optional<Pattern> orderReference();

    /** Payments that may wait to be recorded; more are answered 99 or 503. */
    @WithDefault("4000")
    int maxWaiting();

    /** How long one may wait, then it is answered 99 or 503. */
    @WithDefault("4s")
    Duration waitLimit();

    /** Threads that record, each on a connection of the pool; what waits when one is free is recorded in one transaction. */
    @WithDefault("2")
    int writers();

    /** Requests of one address a second that may fail verification; more are throttled. */
    @WithDefault("100")
    int failuresPerSecond();

    /** Addresses whose failures are counted at a time. */
    @WithDefault("10000")
    int trackedSources();

    /** {@code ordersync.payments.vnpay.*} */
    interface VnpayConfig {

        /** The terminal's code, vnp_TmnCode. */
        Optional<String> tmnCode();

        /** What VNPay signs with, vnp_HashSecret; without it VNPay is off. */
        Optional<String> secret();

        /** Base address of the API for questions, such as {@code https://sandbox.vnpayment.vn}; without it none is asked. */
        Optional<@WithConverter(BaseAddress.class) String> apiUrl();

        /** Our own address as VNPay is told it in questions. */
        @WithDefault("127.0.0.1")
        String ipAddress();
    }

    /** {@code ordersync.payments.momo.*} */
    interface MomoConfig {

        /** The merchant's code, partnerCode. */
        Optional<String> partnerCode();

        /** The key that is signed along, accessKey. */
        Optional<String> accessKey();

        /** What MoMo signs with, secretKey; without it MoMo is off. */
        Optional<String> secretKey();

        /** Base address of the API for questions, such as {@code https://test-payment.momo.vn}; without it none is asked. */
        Optional<@WithConverter(BaseAddress.class) String> apiUrl();
    }

    /** {@code ordersync.payments.ask.*}: questions about payments that are pending. */
    interface AskConfig {

        /** How long after it came a payment is first asked about, and the shortest time between two questions; it doubles each time. */
        @WithDefault("5m")
        Duration first();

        /** The longest time between two questions. */
        @WithDefault("6h")
        Duration longest();

        /** How old a payment may be that is still asked about; an older one is left to the reconciliation, and to a transfer that pays its order. */
        @WithDefault("7d")
        Duration age();

        /** Payments that one run asks about, one after the other. */
        @WithDefault("100")
        int batch();
    }
}
