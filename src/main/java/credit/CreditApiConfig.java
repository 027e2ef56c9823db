package credit;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** {@code ordersync.credit.*}: what the API of credit takes. */
@ConfigMapping(prefix = "ordersync.credit")
public interface CreditApiConfig {

    /** Requests of one client a second to {@code /credit/*}; more get 429. */
    @WithDefault("100")
    int requestsPerSecond();

    /** Clients whose requests are counted at a time; beyond it the least recent is forgotten. */
    @WithDefault("10000")
    int trackedClients();

    /** Rows that a file of dealers may have. */
    @WithDefault("10000")
    int importRows();
}
