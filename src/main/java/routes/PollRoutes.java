package routes;

import channels.CurrentChannels;
import channels.RawMessage;
import channels.ShopAccess;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.camel.LoggingLevel;
import org.apache.camel.builder.RouteBuilder;
import polling.PollGauges;
import polling.PolledMessages;
import polling.PolledShops;
import polling.ShopPolls;
import polling.UnseenChanges;
import roles.Role;
import roles.Roles;

/**
 * Polling consumer: the source Kamelets of the shops that are configured, to Kafka. Quartz, clustered on PostgreSQL,
 * lets one replica run each; what the Kamelet hears of a failure here keeps its cursor where it was.
 */
@ApplicationScoped
public class PollRoutes extends RouteBuilder {

    private static final List<String> WORKS = List.of(ShopPolls.CHANGES, ShopPolls.BACKFILL);
    private static final Duration BACKFILL_EVERY = Duration.ofSeconds(5);

    private static final Map<String, String> KAMELETS = Map.of(
        "lazada", "lazada-orders-source", "tiki", "tiki-events-source", "sendo", "sendo-orders-source");

    private final Roles roles;
    private final PolledShops shops;
    private final PolledMessages messages;
    private final UnseenChanges unseen;
    private final PollGauges gauges;
    private final Jobs jobs;
    /** Those that have routes. */
    private List<ShopAccess> routed = List.of();

    PollRoutes(Roles roles, PolledShops shops, PolledMessages messages, UnseenChanges unseen, PollGauges gauges, Jobs jobs) {
        this.roles = roles;
        this.shops = shops;
        this.messages = messages;
        this.unseen = unseen;
        this.gauges = gauges;
        this.jobs = jobs;
    }

    @Override
    public void configure() {
        if (!roles.has(Role.POLL)) {
            return;
        }
        errorHandler(noErrorHandler());

        routed = shops.all();
        for (ShopAccess shop : routed) {
            from(kamelet(shop, ShopPolls.CHANGES, shops.every(shop))).routeId(taking(shop, ShopPolls.CHANGES))
                .process().message(message -> message.setBody(raw(shop, message.getBody(byte[].class), RawMessage.Source.POLL)))
                .process().body(RawMessage.class, unseen::look)
                .to("direct:order-events");

            from(kamelet(shop, ShopPolls.BACKFILL, BACKFILL_EVERY)).routeId(taking(shop, ShopPolls.BACKFILL))
                .process().message(message -> message.setBody(raw(shop, message.getBody(byte[].class), RawMessage.Source.BACKFILL)))
                .to("direct:order-events");
        }

        from("timer:poll-gauges?period=10000").routeId("poll-gauges")
            .doTry()
                .process(exchange -> gauges.refresh())
            .doCatch(Exception.class)
                .log(LoggingLevel.WARN, "The gauges of polling were not refreshed; the next round tries again: ${exception.class.name}")
            .end();
    }

    private RawMessage raw(ShopAccess shop, byte[] body, RawMessage.Source source) {
        return messages.of(shop, body, source);
    }

    private static String kamelet(ShopAccess shop, String work, Duration every) {
        return "kamelet:%s/%s?shop=%s&apiUrl=RAW(%s)&work=%s&every=%d".formatted(KAMELETS.get(shop.channel()),
            polling(shop, work), shop.shop(), shop.platform().apiUrl().orElseThrow(), work, every.toMillis());
    }

    /** The id of the Kamelet's route. */
    private static String polling(ShopAccess shop, String work) {
        return "poll-%s-%s-%s".formatted(shop.channel(), shop.shop(), work);
    }

    /** The id of the route that takes what the Kamelet found. */
    private static String taking(ShopAccess shop, String work) {
        return "take-%s-%s-%s".formatted(shop.channel(), shop.shop(), work);
    }

    /** Ends the polls of shops that count no longer; what is under way of them goes to its end first. */
    void end(@Observes CurrentChannels.Changed event) throws Exception {
        List<ShopAccess> left = shops.all();
        for (ShopAccess shop : routed) {
            if (left.stream().noneMatch(other -> other.toString().equals(shop.toString()))) {
                for (String work : WORKS) {
                    // Whoever was cut off in it, by PostgreSQL say, is asked again.
                    if (getContext().getRoute(polling(shop, work)) != null) {
                        jobs.end(polling(shop, work));
                        remove(polling(shop, work));
                    }
                    remove(taking(shop, work));
                }
            }
        }
        routed = left.stream().filter(shop -> routed.stream().anyMatch(other -> other.toString().equals(shop.toString()))).toList();
    }

    private void remove(String route) throws Exception {
        if (getContext().getRoute(route) != null) {
            getContext().getRouteController().stopRoute(route);
            getContext().removeRoute(route);
        }
    }
}
