package finance.rates;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.util.Optional;

/** {@code ordersync.fx.*}: where the day's rates come from. */
@ConfigMapping(prefix = "ordersync.fx")
public interface FxConfig {

    /** Address of the feed, in the shape of Vietcombank's. Empty: no rates are fetched. */
    Optional<String> url();

    /** When it is asked, in ordersync.finance.zone, while rates of the day are missing; Quartz, with + for a blank. */
    String cron();

    /** Which of the bank's rates counts. */
    @WithDefault("transfer")
    Kind rate();

    /** Milliseconds to wait for a connection, and again for the answer to its last byte. */
    @WithDefault("10000")
    int timeoutMs();

    /** What the bank pays in cash, what it pays by transfer, what it asks. */
    enum Kind {
        BUY("Buy"), TRANSFER("Transfer"), SELL("Sell");

        private final String attribute;

        Kind(String attribute) {
            this.attribute = attribute;
        }

        /** As the feed names it. */
        String attribute() {
            return attribute;
        }
    }
}
