package polling;

import channels.ApiAnswer;
import channels.ApiRequest;
import channels.PlatformClient;
import channels.RawMessage;
import channels.ShopAccess;
import database.Sql;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.stream.Stream;
import org.eclipse.microprofile.faulttolerance.exceptions.CircuitBreakerOpenException;
import org.jboss.logging.Logger;

/**
 * What thin events leave out, asked for once an order: the table {@code order_details_request} says of which. Statuses
 * do not wait for it; a platform that is down only delays amounts.
 */
@ApplicationScoped
public class OrderDetails {

    private static final Logger LOG = Logger.getLogger(OrderDetails.class);
    private static final int BATCH = 20;
    /** About a day of attempts, 30 minutes apart at the end. */
    static final int MAX_ATTEMPTS = 50;

    /** What a replica has taken and not finished in five minutes, it will not finish: another one may take it. */
    private static final String CLAIM = """
        update order_details_request r set next_at = now() + interval '5 minutes'
          from (select platform, shop_id, order_id from order_details_request
                 where next_at <= now() and platform || ':' || shop_id = any (?)
                 order by next_at limit ? for update skip locked) due
         where r.platform = due.platform and r.shop_id = due.shop_id and r.order_id = due.order_id
        returning r.platform, r.shop_id, r.order_id""";

    private final Sql database;
    private final PolledShops shops;
    private final CallBudget budget;
    private final PlatformClient client;
    private final PolledMessages messages;
    private final MeterRegistry meters;

    OrderDetails(Sql database, PolledShops shops, CallBudget budget, PlatformClient client, PolledMessages messages,
                 MeterRegistry meters) {
        this.database = database;
        this.shops = shops;
        this.budget = budget;
        this.client = client;
        this.messages = messages;
        this.meters = meters;
    }

    /** An order whose details are to be fetched. */
    public record Request(String channel, String shop, String orderId) { }

    /** Takes the channel's requests that are due, of the shops this configuration can ask; at most 20. */
    public List<Request> claim(String channel) {
        String[] askable = askable().filter(shop -> shop.channel().equals(channel)).map(ShopAccess::toString).toArray(String[]::new);
        return database.query(CLAIM,
            row -> new Request(row.getString("platform"), row.getString("shop_id"), row.getString("order_id")), askable, BATCH);
    }

    /** The channels of which this configuration has shops to ask. */
    public List<String> channels() {
        return askable().map(ShopAccess::channel).distinct().toList();
    }

    private Stream<ShopAccess> askable() {
        return shops.all().stream().filter(shop -> shops.platform(shop).thin());
    }

    /**
     * Asks the platform, in as many calls as it takes, each in its turn.
     *
     * @throws channels.PlatformException  when it refuses or is down
     * @throws CircuitBreakerOpenException when it was down the last times, and is left alone for a while
     */
    public List<RawMessage> fetch(Request request) {
        ShopAccess shop = shops.find(request.channel(), request.shop()).orElseThrow();
        return shops.platform(shop).details(shop, request.orderId(), call -> ask(shop, call)).stream()
            .map(body -> messages.of(shop, body, RawMessage.Source.DETAILS)).toList();
    }

    private ApiAnswer ask(ShopAccess shop, ApiRequest call) {
        budget.take(shop);
        return client.guarded(shop, shop.platform().apiUrl().orElseThrow(), call);
    }

    /** Its details are in Kafka. */
    public void done(Request request) {
        delete(request);
    }

    /** Puts the request back, each time for longer; after {@value #MAX_ATTEMPTS} attempts it is given up. */
    public void failed(Request request, Exception problem) {
        if (problem instanceof CircuitBreakerOpenException) {
            database.update("""
                update order_details_request set next_at = now() + interval '15 seconds'
                 where platform = ? and shop_id = ? and order_id = ?""", request.channel(), request.shop(), request.orderId());
            return;
        }
        int attempts = database.query("""
                update order_details_request
                   set attempts = attempts + 1, next_at = now() + least(interval '30 minutes', interval '2 seconds' * power(2, least(attempts, 12)))
                 where platform = ? and shop_id = ? and order_id = ?
                returning attempts""", row -> row.getInt("attempts"), request.channel(), request.shop(), request.orderId())
            .stream().findFirst().orElse(0);
        LOG.debugf("%s:%s: details of order %s not fetched at attempt %d: %s", request.channel(), request.shop(),
            request.orderId(), attempts, problem.getMessage());
        if (attempts >= MAX_ATTEMPTS) {
            delete(request);
            meters.counter("ordersync_details_given_up", "channel", request.channel()).increment();
            LOG.warnf("%s:%s: details of order %s given up after %d attempts, it stays without amount (%s); a backfill of its day fetches it",
                request.channel(), request.shop(), request.orderId(), attempts, problem.getMessage());
        }
    }

    /** Drops what nobody could ask for a month: the shop is not among those to poll. */
    public void forget() {
        int forgotten = database.update("delete from order_details_request where requested_at < now() - interval '30 days'");
        if (forgotten > 0) {
            LOG.warnf("Details of %d orders were given up after 30 days: their shops are not among those to poll", forgotten);
        }
    }

    private void delete(Request request) {
        database.update("delete from order_details_request where platform = ? and shop_id = ? and order_id = ?",
            request.channel(), request.shop(), request.orderId());
    }
}
