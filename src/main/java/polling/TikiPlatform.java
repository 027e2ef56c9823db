package polling;

import static channels.PlatformJson.object;
import static java.nio.charset.StandardCharsets.UTF_8;

import channels.ApiAnswer;
import channels.ApiRequest;
import channels.PlatformClient;
import channels.PlatformException;
import channels.PlatformJson;
import channels.ShopAccess;
import channels.TokenStore;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Provider;
import java.net.URLEncoder;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;

/** Tiki's Open API: an event queue to pull, orders to read, OAuth 2 client credentials. */
@ApplicationScoped
class TikiPlatform implements Platform {

    private final PlatformClient client;
    private final Provider<TokenStore> tokens;
    private final Clock clock = Clock.systemUTC();

    TikiPlatform(PlatformClient client, Provider<TokenStore> tokens) {
        this.client = client;
        this.tokens = tokens;
    }

    @Override
    public String channel() {
        return "tiki";
    }

    @Override
    public Duration every() {
        return Duration.ofSeconds(10);
    }

    @Override
    public boolean thin() {
        return true;
    }

    @Override
    public Optional<String> lacks(ShopAccess shop) {
        if (shop.credentials().clientId().isEmpty() || shop.credentials().clientSecret().isEmpty()) {
            return Optional.of("client-id and client-secret");
        }
        return shop.credentials().queue().isPresent() ? Optional.empty() : Optional.of("queue");
    }

    @Override
    public Poll changes(ShopAccess shop, Progress cursor) {
        return new TikiEventsPoll(this, shop, cursor);
    }

    @Override
    public Poll range(ShopAccess shop, Instant from, Instant to, Progress progress) {
        return new WindowedPoll(new TikiOrdersPages(this, shop), shop, from, to, TikiOrdersPages.WINDOW, progress);
    }

    @Override
    public List<byte[]> details(ShopAccess shop, String orderId, Function<ApiRequest, ApiAnswer> api) {
        ApiRequest order = ApiRequest.get("/integration/v2/orders/" + URLEncoder.encode(orderId, UTF_8), Map.of(), bearer(shop));
        JsonNode found = api.apply(order).json(shop + " " + order);
        if (!found.hasNonNull("code")) {
            throw new PlatformException.Down(shop + " " + order + " was answered without the order");
        }
        return List.of(order(shop, found));
    }

    /** Client credentials in HTTP Basic; the token's service stands beside the API unless {@code auth-url} says otherwise. */
    @Override
    public Grant grant(ShopAccess shop, String refreshToken) {
        String client = shop.credentials().clientId().orElseThrow() + ":" + shop.credentials().clientSecret().orElseThrow();
        Map<String, String> form = new TreeMap<>(Map.of("grant_type", "client_credentials"));
        shop.credentials().scope().ifPresent(scope -> form.put("scope", scope));
        ApiRequest request = ApiRequest.postForm("/sc/oauth2/token", Map.of(),
            "Basic " + Base64.getEncoder().encodeToString(client.getBytes(UTF_8)), form);
        String base = shop.platform().authUrl().or(() -> shop.platform().apiUrl()).orElseThrow();
        JsonNode answer = this.client.call(shop, base, request).json(shop + " " + request);
        if (!answer.hasNonNull("access_token")) {
            throw new PlatformException(shop + " " + request + " gave no access_token");
        }
        return new Grant(answer.get("access_token").asText(), null, Platform.end(answer, clock.instant()));
    }

    String bearer(ShopAccess shop) {
        return "Bearer " + tokens.get().access(shop);
    }

    byte[] event(ShopAccess shop, JsonNode event) {
        return envelope(shop, "event", event);
    }

    byte[] order(ShopAccess shop, JsonNode order) {
        return envelope(shop, "order", order);
    }

    private static byte[] envelope(ShopAccess shop, String kind, JsonNode content) {
        ObjectNode envelope = object().put("poll", kind).put("shop_id", shop.shop());
        envelope.set(kind, content);
        return PlatformJson.bytes(envelope);
    }
}
