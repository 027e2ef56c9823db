package polling;

import static channels.PlatformJson.object;

import channels.ApiAnswer;
import channels.ApiRequest;
import channels.PlatformException;
import channels.PlatformJson;
import channels.ShopAccess;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import mappings.SourceTime;

/** Sendo's {@code salesorder/search}. It takes whole days, read as Vietnam's, and the end of a window is part of it. */
final class SendoPages implements WindowedPoll.Pages {

    /** A window over status dates may span three days; its first and its last are both counted. */
    static final Duration CHANGED_WINDOW = Duration.ofDays(2);
    static final Duration MADE_WINDOW = Duration.ofDays(6);
    private static final int SMALLEST_PAGE = 10;

    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("yyyy/MM/dd").withZone(ZoneId.of("Asia/Ho_Chi_Minh"));

    private final SendoPlatform sendo;
    private final ShopAccess shop;
    /** The name of the window's dates in the search. */
    private final String date;
    /** Orders whose status is older were told by an earlier poll of the same day. */
    private final Instant since;

    private SendoPages(SendoPlatform sendo, ShopAccess shop, String date, Instant since) {
        this.sendo = sendo;
        this.shop = shop;
        this.date = date;
        this.since = since;
    }

    static SendoPages changed(SendoPlatform sendo, ShopAccess shop, Instant since) {
        return new SendoPages(sendo, shop, "order_status_date", since);
    }

    static SendoPages made(SendoPlatform sendo, ShopAccess shop) {
        return new SendoPages(sendo, shop, "order_date", Instant.EPOCH);
    }

    @Override
    public ApiRequest request(Instant from, Instant to, String token, int size) {
        ObjectNode search = object().put("page_size", size).putNull("order_status")
            .putNull("order_date_from").putNull("order_date_to")
            .putNull("order_status_date_from").putNull("order_status_date_to");
        search.put(date + "_from", DAY.format(from)).put(date + "_to", DAY.format(to)).put("token", token);
        return ApiRequest.postJson("/api/partner/salesorder/search", sendo.bearer(shop), PlatformJson.text(search));
    }

    @Override
    public int smallest() {
        return SMALLEST_PAGE;
    }

    @Override
    public WindowedPoll.Page read(ApiRequest request, ApiAnswer answer) {
        String call = shop + " " + request;
        JsonNode body = answer.json(call);
        if (!body.path("success").asBoolean(true)) {
            int status = body.path("status_code").asInt();
            throw ApiAnswer.refusal(status, call + " was answered with success false, status_code " + status);
        }
        List<byte[]> messages = new ArrayList<>();
        Instant latest = null;
        JsonNode orders = body.path("result").path("data");
        boolean none = orders.isNull() || body.path("success").asBoolean() && body.path("result").isNull();
        if (!orders.isArray() && !none) {
            // Null may be how it says that there are none; without it the answer says nothing.
            throw new PlatformException.Down(call + " was answered without the list data");
        }
        for (JsonNode order : orders) {
            Instant changed = changed(order.path("sales_order"));
            if (changed == null || !changed.isBefore(since)) {
                messages.add(envelope(order));
            }
            if (changed != null && (latest == null || changed.isAfter(latest))) {
                latest = changed;
            }
        }
        String next = body.path("result").path("next_token").asText("");
        return new WindowedPoll.Page(messages, Optional.ofNullable(latest),
            next.isEmpty() || orders.isEmpty() ? Optional.empty() : Optional.of(next));
    }

    private byte[] envelope(JsonNode order) {
        ObjectNode envelope = object().put("poll", "order").put("store_id", shop.shop());
        envelope.set("order", order);
        return PlatformJson.bytes(envelope);
    }

    /** Null when the order does not tell, or tells what is no time, of which its mapping speaks. */
    private static Instant changed(JsonNode order) {
        return SourceTime.find(order.path("order_status_date_time_stamp").asText()).orElse(null);
    }
}
