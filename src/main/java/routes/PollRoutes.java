package routes;

import channels.RawMessage;
import channels.ShopAccess;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
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

    private static final Duration BACKFILL_EVERY = Duration.ofSeconds(5);

    private static final Map<String, String> KAMELETS = Map.of(
        "lazada", "lazada-orders-source", "tiki", "tiki-events-source", "sendo", "sendo-orders-source");

    private final Roles roles;
    private final PolledShops shops;
    private final PolledMessages messages;
    private final UnseenChanges unseen;
    private final PollGauges gauges;

    PollRoutes(Roles roles, PolledShops shops, PolledMessages messages, UnseenChanges unseen, PollGauges gauges) {
        this.roles = roles;
        this.shops = shops;
        this.messages = messages;
        this.unseen = unseen;
        this.gauges = gauges;
    }

    @Override
    public void configure() {
        if (!roles.has(Role.POLL)) {
            return;
        }
        errorHandler(noErrorHandler());

        for (ShopAccess shop : shops.all()) {
            from(kamelet(shop, ShopPolls.CHANGES, shops.every(shop)))
                .process().message(message -> message.setBody(raw(shop, message.getBody(byte[].class), RawMessage.Source.POLL)))
                .process().body(RawMessage.class, unseen::look)
                .to("direct:order-events");

            from(kamelet(shop, ShopPolls.BACKFILL, BACKFILL_EVERY))
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
        return "kamelet:%s/poll-%s-%s-%s?shop=%s&apiUrl=RAW(%s)&work=%s&every=%d".formatted(KAMELETS.get(shop.channel()),
            shop.channel(), shop.shop(), work, shop.shop(), shop.platform().apiUrl().orElseThrow(), work, every.toMillis());
    }
}
