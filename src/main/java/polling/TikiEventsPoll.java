package polling;

import static channels.PlatformJson.object;
import static java.nio.charset.StandardCharsets.UTF_8;

import channels.ApiAnswer;
import channels.ApiRequest;
import channels.PlatformJson;
import channels.ShopAccess;
import com.fasterxml.jackson.databind.JsonNode;
import java.net.URLEncoder;
import java.util.ArrayList;
import java.util.List;

/**
 * Pulls a shop's event queue until it is empty. Each pull acknowledges the batch before it, and only a batch that is in
 * Kafka becomes the cursor: what was not acknowledged, Tiki delivers again.
 */
final class TikiEventsPoll implements Poll {

    private final TikiPlatform tiki;
    private final ShopAccess shop;
    private final Progress cursor;
    private ApiRequest sent;
    private String ackId;
    private int events;
    private boolean more = true;

    TikiEventsPoll(TikiPlatform tiki, ShopAccess shop, Progress cursor) {
        this.tiki = tiki;
        this.shop = shop;
        this.cursor = cursor;
        this.ackId = cursor.position().orElse(null);
    }

    @Override
    public boolean more() {
        return more;
    }

    @Override
    public ApiRequest next() {
        String queue = URLEncoder.encode(shop.credentials().queue().orElseThrow(), UTF_8);
        sent = ApiRequest.postJson("/integration/v1/queues/" + queue + "/events/pull", tiki.bearer(shop),
            PlatformJson.text(object().put("ack_id", ackId)));
        return sent;
    }

    @Override
    public List<byte[]> read(ApiAnswer answer) {
        String call = shop + " " + sent;
        JsonNode body = answer.json(call);
        List<byte[]> messages = new ArrayList<>();
        if (!body.path("events").isNull()) {
            // Null may be how it says that there are none; without it the answer says nothing.
            PlatformJson.array(body, "events", call).forEach(event -> messages.add(tiki.event(shop, event)));
        }
        events = messages.size();
        if (events > 0) {
            ackId = body.path("ack_id").asText(null);
        }
        return messages;
    }

    @Override
    public void taken() {
        if (events > 0 && ackId != null) {
            cursor.moveTo(ackId, events);
        } else {
            more = false;
            cursor.end();
        }
    }
}
