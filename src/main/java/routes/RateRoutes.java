package routes;

import finance.FinanceConfig;
import finance.rates.FxConfig;
import finance.rates.RateAges;
import finance.rates.RateFeed;
import jakarta.enterprise.context.ApplicationScoped;
import org.apache.camel.LoggingLevel;
import org.apache.camel.builder.RouteBuilder;
import roles.Role;
import roles.Roles;

/** The rates of the day, from the bank's feed to the table of rates. */
@ApplicationScoped
public class RateRoutes extends RouteBuilder {

    private final Roles roles;
    private final FxConfig config;
    private final FinanceConfig finance;
    private final RateFeed feed;
    private final RateAges ages;

    RateRoutes(Roles roles, FxConfig config, FinanceConfig finance, RateFeed feed, RateAges ages) {
        this.roles = roles;
        this.config = config;
        this.finance = finance;
        this.feed = feed;
        this.ages = ages;
    }

    @Override
    public void configure() {
        if (!roles.has(Role.POLL)) {
            return;
        }
        errorHandler(noErrorHandler());

        config.url().ifPresent(url ->
            from("kamelet:fx-rates-source/fx-rates?url=RAW(" + url + ")&cron={{ordersync.fx.cron}}&timeZone=" + finance.zone().getId() + "&timeout=" + config.timeoutMs())
                .process(exchange -> feed.keep(exchange.getMessage().getBody(byte[].class))));

        from("timer:fx-rate-ages?period=60000").routeId("fx-rate-ages")
            .doTry()
                .process(exchange -> ages.refresh())
            .doCatch(Exception.class)
                .log(LoggingLevel.WARN, "The age of the rates was not read; the next round tries again: ${exception.class.name}")
            .end();
    }
}
