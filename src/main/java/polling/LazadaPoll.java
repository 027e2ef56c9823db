package polling;

import channels.ApiAnswer;
import channels.ApiRequest;
import channels.PlatformException;
import channels.PlatformJson;
import channels.ShopAccess;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import mappings.SourceTime;
import org.jboss.logging.Logger;

/**
 * Reads {@code /orders/get} in order of time, a page of orders and then the items of that page. Each page begins at the
 * time the one before it ended with, and not at its offset: an order that changes meanwhile leaves its place, and all behind
 * it move up. The window is closed at the moment the poll begins; what changes later shows up in the next.
 */
final class LazadaPoll implements Poll {

    private static final Logger LOG = Logger.getLogger(LazadaPoll.class);

    /** {@code /orders/items/get} takes no more orders at once. */
    static final int PAGE = 50;
    static final int MAX_OFFSET = 5000;
    /** Read again before the cursor: an order may show up a while after its time. */
    static final Duration OVERLAP = Duration.ofMinutes(10);
    /** What a shop's first poll looks back; older orders are a backfill's. */
    static final Duration FIRST = Duration.ofDays(1);

    /** Which of an order's times the window is over. */
    private enum Times {
        CHANGED("update", "updated_at"), MADE("created", "created_at");

        private final String parameter;
        private final String field;

        Times(String parameter, String field) {
            this.parameter = parameter;
            this.field = field;
        }
    }

    private final LazadaPlatform lazada;
    private final ShopAccess shop;
    private final Progress progress;
    private final Times times;
    private final Instant before;
    private Instant after;
    private Instant latest;
    private int offset;
    private long total = -1;
    /** As it was answered; null before it is. */
    private List<JsonNode> page;
    /** Those of it that the page before did not have. */
    private List<JsonNode> news;
    /** How many of these are told, and of how many more the items are asked for. */
    private int read;
    private List<JsonNode> next;
    /** Orders that one call asks for: fewer after an answer that was too long, until the page is taken. */
    private int atOnce = PAGE;
    private Set<String> told = Set.of();
    private ApiRequest sent;
    private boolean full;
    private boolean more = true;

    private LazadaPoll(LazadaPlatform lazada, ShopAccess shop, Progress progress, Times times, Instant after, Instant before) {
        this.lazada = lazada;
        this.shop = shop;
        this.progress = progress;
        this.times = times;
        this.after = after;
        this.before = before;
        this.latest = progress.position().map(Instant::parse).orElse(Instant.MIN);
    }

    static LazadaPoll changes(LazadaPlatform lazada, ShopAccess shop, Progress cursor, Instant now) {
        Instant after = cursor.position().map(position -> Instant.parse(position).minus(OVERLAP)).orElse(now.minus(FIRST));
        return new LazadaPoll(lazada, shop, cursor, Times.CHANGED, after, now);
    }

    static LazadaPoll range(LazadaPlatform lazada, ShopAccess shop, Instant from, Instant to, Progress progress) {
        Instant after = progress.position().map(position -> Instant.parse(position).minusSeconds(1)).orElse(from);
        return new LazadaPoll(lazada, shop, progress, Times.MADE, after, to);
    }

    @Override
    public boolean more() {
        return more;
    }

    @Override
    public ApiRequest next() {
        sent = page == null ? orders() : items();
        return sent;
    }

    @Override
    public List<byte[]> read(ApiAnswer answer) {
        JsonNode body = lazada.body(shop, sent, answer);
        String call = shop + " " + sent;
        if (page != null) {
            List<byte[]> messages = messages(PlatformJson.array(body, "data", call));
            read += next.size();
            return messages;
        }
        JsonNode data = body.path("data");
        long totalNow = data.path("countTotal").asLong(-1);
        JsonNode orders = totalNow == 0 ? data.path("orders") : PlatformJson.array(data, "orders", call);
        int left = ordersThatLeft(totalNow);
        if (left > 0) {
            offset -= left;
            return List.of();
        }
        page = new ArrayList<>();
        orders.forEach(page::add);
        full = page.size() >= atOnce;
        news = page.stream().filter(order -> !told.contains(version(order))).toList();
        read = 0;
        return List.of();
    }

    /** An order whose items alone are too long is told without them; a dead letter says so. */
    @Override
    public List<byte[]> tooLong() {
        int asked = page == null ? atOnce : next.size();
        if (asked > 1) {
            atOnce = asked / 2;
            return List.of();
        }
        if (page == null) {
            // Nothing tells which order it is, and what cannot be named is not passed over.
            throw new PlatformException(shop + " " + sent + " was answered with more than 4 MiB for one order at " + after);
        }
        JsonNode order = next.get(0);
        LOG.warnf("%s: the items of order %s alone are longer than 4 MiB; it is told without them, and is a dead letter besides", shop, id(order));
        read++;
        return lazada.withoutItems(shop, order);
    }

    @Override
    public void taken() {
        if (page == null || read < news.size()) {
            return;
        }
        // An order that changed while it was listed, or a clock that is ahead, must not skip what comes.
        Optional<Instant> last = page.stream().map(this::time).flatMap(Optional::stream).filter(time -> !time.isAfter(before)).reduce((one, next) -> next);
        if (last.isPresent()) {
            latest = last.get().isAfter(latest) ? last.get() : latest;
            progress.moveTo(latest.toString(), news.size());
        }
        more = full;
        if (more) {
            goOnBehind(last.orElse(after));
        }
        told = page.stream().map(LazadaPoll::version).collect(Collectors.toSet());
        page = null;
        atOnce = PAGE;
        if (!more) {
            progress.end();
        }
    }

    /** From the last order's second, which is read again: it may have more. Offsets count only within a second or two. */
    private void goOnBehind(Instant last) {
        Instant second = last.truncatedTo(ChronoUnit.SECONDS);
        if (second.minusSeconds(1).isAfter(after)) {
            begin(second.minusSeconds(1));
            return;
        }
        offset += page.size();
        if (offset + PAGE <= MAX_OFFSET) {
            return;
        }
        if (!second.isAfter(after)) {
            throw new PlatformException(shop + " has more than " + MAX_OFFSET + " orders at " + after
                + ", more than Lazada gives of one moment; backfill a range around it");
        }
        begin(second);
    }

    private void begin(Instant second) {
        after = second;
        offset = 0;
        total = -1;
    }

    private ApiRequest orders() {
        Map<String, String> query = new TreeMap<>();
        query.put(times.parameter + "_after", iso(after));
        query.put(times.parameter + "_before", iso(before));
        query.put("sort_by", times.field);
        query.put("sort_direction", "ASC");
        query.put("offset", Integer.toString(offset));
        query.put("limit", Integer.toString(atOnce));
        return lazada.signed(shop, "/orders/get", query);
    }

    private ApiRequest items() {
        next = news.subList(read, Math.min(read + atOnce, news.size()));
        String ids = next.stream().map(LazadaPoll::id).collect(Collectors.joining(",", "[", "]"));
        return lazada.signed(shop, "/orders/items/get", Map.of("order_ids", ids));
    }

    private List<byte[]> messages(JsonNode itemsOfEach) {
        Map<String, JsonNode> items = new HashMap<>();
        itemsOfEach.forEach(order -> items.put(id(order), order.path("order_items")));
        return next.stream().flatMap(order -> lazada.messages(shop, order, items.get(id(order))).stream()).toList();
    }

    /** Orders that changed since the last page have left the window, and those behind them moved up to where we have been. */
    private int ordersThatLeft(long totalNow) {
        long left = total < 0 || totalNow < 0 ? 0 : Math.max(0, total - totalNow);
        total = totalNow;
        return (int) Math.min(left, offset);
    }

    /** Empty where the mapping reads none in it either. */
    private Optional<Instant> time(JsonNode order) {
        return SourceTime.find(order.path(times.field).asText());
    }

    /** The order as it was told: with its next change it is another. */
    private static String version(JsonNode order) {
        return id(order) + " " + order.path(Times.CHANGED.field).asText();
    }

    private static String id(JsonNode order) {
        return order.path("order_id").asText();
    }

    private static String iso(Instant time) {
        return DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ssxxx").format(time.atOffset(ZoneOffset.UTC));
    }
}
