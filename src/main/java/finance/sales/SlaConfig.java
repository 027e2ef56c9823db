package finance.sales;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** {@code ordersync.sla.*}: how long things may take, in hours. */
@ConfigMapping(prefix = "ordersync.sla")
public interface SlaConfig {

    /** From an order's first event until it is shipped. */
    @WithDefault("48")
    int shipHours();

    /** From an order's first event until it is delivered. */
    @WithDefault("168")
    int deliverHours();

    /** From the making of a posting until the ERP has confirmed it. */
    @WithDefault("24")
    int postingHours();
}
