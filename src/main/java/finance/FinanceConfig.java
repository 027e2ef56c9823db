package finance;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.ZoneId;

/** {@code ordersync.finance.*}: what all of finance agrees on. */
@ConfigMapping(prefix = "ordersync.finance")
public interface FinanceConfig {

    /** Whose days posting dates, reports and reconciliations are. */
    @WithDefault("Asia/Ho_Chi_Minh")
    ZoneId zone();

    /** How old the rate of a day may be that has none of its own: a weekend, a holiday. */
    @WithDefault("4")
    int rateMaxAgeDays();
}
