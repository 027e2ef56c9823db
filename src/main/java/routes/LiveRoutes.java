package routes;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.concurrent.atomic.AtomicBoolean;
import live.ChangeFeed;
import live.ChangeLog;
import live.LiveConfig;
import live.OrderListings;
import org.apache.camel.LoggingLevel;
import org.apache.camel.builder.RouteBuilder;
import roles.Role;
import roles.Roles;

/**
 * Tells the screens that listen, several times a second, what was committed, has the lists of orders follow, and forgets what none of them will ask for any more.
 */
@ApplicationScoped
public class LiveRoutes extends RouteBuilder {

    private final Roles roles;
    private final ChangeFeed feed;
    private final ChangeLog log;
    private final OrderListings listings;
    private final LiveConfig config;
    /** Of a time without PostgreSQL only the first of several failures a second is logged. */
    private final AtomicBoolean failing = new AtomicBoolean();
    private final AtomicBoolean listingsFailing = new AtomicBoolean();

    LiveRoutes(Roles roles, ChangeFeed feed, ChangeLog log, OrderListings listings, LiveConfig config) {
        this.roles = roles;
        this.feed = feed;
        this.log = log;
        this.listings = listings;
        this.config = config;
    }

    @Override
    public void configure() {
        if (roles.has(Role.API)) {
            from("timer:live?period={{ordersync.live.every-ms}}").routeId("live")
                .doTry()
                    .process(exchange -> feed.tell())
                    .process(exchange -> failing.set(false))
                .doCatch(Exception.class)
                    .filter(exchange -> !failing.getAndSet(true))
                        .log(LoggingLevel.WARN, "Screens wait for changes: ${exception.class.name} ${exception.message}")
                    .end()
                .end();
        }
        if (roles.has(Role.STORE)) {
            from("timer:order-listings?period={{ordersync.live.listings-every-ms}}").routeId("order-listings")
                .doTry()
                    .process(exchange -> listings.followSparingly())
                    .process(exchange -> listingsFailing.set(false))
                .doCatch(Exception.class)
                    .filter(exchange -> !listingsFailing.getAndSet(true))
                        .log(LoggingLevel.WARN, "Lists by status and buyer fall behind: ${exception.class.name} ${exception.message}")
                    .end()
                .end();
        }
        if (roles.has(Role.POLL)) {
            from("quartz:ordersync/forget-changes?cron={{ordersync.live.forget-cron}}" + Jobs.ONE_AT_A_TIME)
                .routeId("forget-changes")
                .doTry()
                    .process(exchange -> log.expire(config.keep()))
                .doCatch(Exception.class)
                    .log(LoggingLevel.WARN, "Old changes are kept until the next run: ${exception.class.name} ${exception.message}")
                .end();
        }
    }
}
