package polling;

import channels.ApiAnswer;
import channels.ApiRequest;
import channels.PlatformException;
import channels.PlatformJson;
import channels.ShopAccess;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Tiki's list of orders by the time they were made. Its dates carry no offset; they are read as Vietnam's. */
final class TikiOrdersPages implements WindowedPoll.Pages {

    static final Duration WINDOW = Duration.ofDays(1);

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss").withZone(ZoneId.of("Asia/Ho_Chi_Minh"));

    private final TikiPlatform tiki;
    private final ShopAccess shop;

    TikiOrdersPages(TikiPlatform tiki, ShopAccess shop) {
        this.tiki = tiki;
        this.shop = shop;
    }

    @Override
    public ApiRequest request(Instant from, Instant to, String token, int size) {
        Map<String, String> query = new TreeMap<>();
        query.put("created_from_date", TIME.format(from));
        query.put("created_to_date", TIME.format(to));
        query.put("limit", Integer.toString(size));
        query.put("page", token == null ? "1" : token);
        return ApiRequest.get("/integration/v2/orders", query, tiki.bearer(shop));
    }

    @Override
    public int smallest() {
        return 1;
    }

    @Override
    public WindowedPoll.Page read(ApiRequest request, ApiAnswer answer) {
        String call = shop + " " + request;
        JsonNode body = answer.json(call);
        List<byte[]> orders = new ArrayList<>();
        PlatformJson.array(body, "data", call).forEach(order -> orders.add(tiki.order(shop, order)));
        JsonNode paging = body.path("paging");
        if (!orders.isEmpty() && !paging.path("last_page").isIntegralNumber()) {
            throw new PlatformException.Down(call + " was answered without paging.last_page");
        }
        int current = paging.path("current_page").asInt();
        boolean last = orders.isEmpty() || current >= paging.path("last_page").asInt();
        return new WindowedPoll.Page(orders, Optional.empty(), last ? Optional.empty() : Optional.of(Integer.toString(current + 1)));
    }
}
