package finance.postings;

import io.smallrye.config.ConfigMapping;
import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.Map;
import orders.OrderStatus;
import orders.SaleEffect;

/** {@code ordersync.finance.*}: what is posted of an order, and when. */
@ConfigMapping(prefix = "ordersync.finance")
public interface PostingsConfig {

    /** What a status means, by status; one that is not named means NONE. */
    Map<OrderStatus, SaleEffect> on();

    VatConfig vat();

    /** Of what is invoiced on a platform, the share that the platform keeps, 0 to 1, by platform; one that is not named has no fee postings. */
    Map<String, BigDecimal> fees();

    /** {@code ordersync.finance.vat.*} */
    interface VatConfig {

        /** The rate, 0 to 1, from each of these days (ISO 8601) to the day before the next; the first also before it. */
        Map<LocalDate, BigDecimal> rates();

        /** The rate, 0 to 1, of items whose SKU begins so, whatever the day; of several the longest beginning counts. */
        Map<String, BigDecimal> skus();
    }
}
