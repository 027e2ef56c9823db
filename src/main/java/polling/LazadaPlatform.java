package polling;

import static channels.PlatformJson.object;

import channels.ApiAnswer;
import channels.ApiRequest;
import channels.LazadaSignature;
import channels.PlatformClient;
import channels.PlatformException;
import channels.PlatformJson;
import channels.ShopAccess;
import channels.TokenStore;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Provider;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Pattern;

/** The Lazada Open Platform: signed requests, errors in answers of 200, orders and their items apart. */
@ApplicationScoped
class LazadaPlatform implements Platform {

    private static final String AUTH_URL = "https://auth.lazada.com/rest";
    private static final Set<String> TOO_MANY_CALLS = Set.of("ApiCallLimit", "AppCallLimit", "SellerCallLimit", "901");
    private static final Set<String> TOKEN_REFUSED = Set.of("IllegalAccessToken", "InvalidAccessToken", "AccessTokenExpired");

    private static final Pattern COUNTRY = Pattern.compile("^https?://api\\.lazada\\.(?:com?\\.)?([a-z]{2})(?=[:/]|$)", Pattern.CASE_INSENSITIVE);

    private final PlatformClient client;
    private final Provider<TokenStore> tokens;
    private final Clock clock = Clock.systemUTC();

    LazadaPlatform(PlatformClient client, Provider<TokenStore> tokens) {
        this.client = client;
        this.tokens = tokens;
    }

    @Override
    public String channel() {
        return "lazada";
    }

    @Override
    public Duration every() {
        return Duration.ofMinutes(5);
    }

    @Override
    public boolean thin() {
        return true;
    }

    @Override
    public Optional<String> lacks(ShopAccess shop) {
        if (shop.platform().appKey().isEmpty()) {
            return Optional.of("ordersync.channels.lazada.app-key");
        }
        if (secret(shop).isEmpty()) {
            return Optional.of("client-secret");
        }
        boolean token = shop.credentials().accessToken().isPresent() || shop.credentials().refreshToken().isPresent();
        return token ? Optional.empty() : Optional.of("access-token or refresh-token");
    }

    @Override
    public Poll changes(ShopAccess shop, Progress cursor) {
        return LazadaPoll.changes(this, shop, cursor, clock.instant());
    }

    @Override
    public Poll range(ShopAccess shop, Instant from, Instant to, Progress progress) {
        return LazadaPoll.range(this, shop, from, to, progress);
    }

    @Override
    public List<byte[]> details(ShopAccess shop, String orderId, Function<ApiRequest, ApiAnswer> api) {
        Map<String, String> query = Map.of("order_id", orderId);
        ApiRequest order = signed(shop, "/order/get", query);
        JsonNode found = body(shop, order, api.apply(order)).path("data");
        if (!found.hasNonNull("order_id")) {
            throw new PlatformException.Down(shop + " " + order + " was answered without the order");
        }
        ApiRequest items = signed(shop, "/order/items/get", query);
        return messages(shop, found, PlatformJson.array(body(shop, items, api.apply(items)), "data", shop + " " + items));
    }

    @Override
    public Optional<Grant> configured(ShopAccess shop) {
        return shop.credentials().accessToken()
            .map(access -> new Grant(access, shop.credentials().refreshToken().orElse(null), null))
            .or(() -> shop.credentials().refreshToken().map(refresh -> new Grant(null, refresh, null)));
    }

    /** As the documentation of {@code /auth/token/refresh} says; the refresh token travels in the form, never in the address. */
    @Override
    public Grant grant(ShopAccess shop, String refreshToken) {
        if (refreshToken == null) {
            throw new PlatformException(shop + ": the access token has ended and there is no refresh token; authorise the"
                + " app anew, set access-token and refresh-token of the shop, delete from channel_token where channel = 'lazada'"
                + " and shop_id = '" + shop.shop() + "' (a stored token counts before a configured one), and restart");
        }
        String path = "/auth/token/refresh";
        Map<String, String> query = system(shop);
        Map<String, String> all = new TreeMap<>(query);
        all.put("refresh_token", refreshToken);
        query.put("sign", LazadaSignature.of(path, all, secret(shop).orElseThrow()));
        ApiRequest request = ApiRequest.postForm(path, query, null, Map.of("refresh_token", refreshToken));
        JsonNode answer = body(shop, request, client.call(shop, shop.platform().authUrl().orElse(AUTH_URL), request));
        if (!answer.hasNonNull("access_token")) {
            throw new PlatformException(shop + " " + request + " gave no access_token");
        }
        return new Grant(answer.get("access_token").asText(), answer.path("refresh_token").asText(refreshToken),
            Platform.end(answer, clock.instant()));
    }

    /** A request with its signature and the shop's token. */
    ApiRequest signed(ShopAccess shop, String path, Map<String, String> parameters) {
        Map<String, String> query = system(shop);
        query.put("access_token", tokens.get().access(shop));
        query.putAll(parameters);
        query.put("sign", LazadaSignature.of(path, query, secret(shop).orElseThrow()));
        return ApiRequest.get(path, query, null);
    }

    /**
     * What the API tells of one order, in the channel's own envelopes: the order, and then each of its items, because
     * what is told of the order as a whole does not move its lines.
     */
    List<byte[]> messages(ShopAccess shop, JsonNode order, JsonNode items) {
        ObjectNode whole = envelope(shop, "order", order);
        if (items == null || !items.isArray()) {
            return List.of(PlatformJson.bytes(whole));
        }
        List<byte[]> messages = new ArrayList<>();
        messages.add(PlatformJson.bytes(whole.set("items", items)));
        for (JsonNode item : items) {
            ObjectNode line = envelope(shop, "item", item);
            messages.add(PlatformJson.bytes(line.set("order_id", order.path("order_id"))));
        }
        return messages;
    }

    /**
     * An order whose items no answer has room for: without them, and then with a word in their place, which no mapping takes for
     * items. So there is a dead letter of it, one however often it is polled, that becomes whole once the items are put there.
     */
    List<byte[]> withoutItems(ShopAccess shop, JsonNode order) {
        return List.of(PlatformJson.bytes(envelope(shop, "order", order)),
            PlatformJson.bytes(envelope(shop, "order", order).put("items", "longer than 4 MiB, more than is read of an answer")));
    }

    private static ObjectNode envelope(ShopAccess shop, String kind, JsonNode content) {
        ObjectNode envelope = object().put("poll", kind).put("seller_id", shop.shop());
        shop.platform().apiUrl().flatMap(LazadaPlatform::site).ifPresent(site -> envelope.put("site", site));
        return envelope.set(kind, content);
    }

    /** The country whose API is asked, as pushes name it, such as lazada_vn; empty where the address is none of Lazada's own. */
    static Optional<String> site(String apiUrl) {
        return COUNTRY.matcher(apiUrl).results().map(address -> "lazada_" + address.group(1).toLowerCase(Locale.ROOT)).findFirst();
    }

    /** Of an answer whose {@code code} is "0". */
    JsonNode body(ShopAccess shop, ApiRequest request, ApiAnswer answer) {
        String call = shop + " " + request;
        JsonNode body = answer.json(call);
        String code = body.path("code").asText("");
        if (code.equals("0")) {
            return body;
        }
        String refusal = call + " was answered with code " + code;
        if (TOO_MANY_CALLS.contains(code)) {
            throw new PlatformException.TooManyCalls(refusal);
        }
        if (TOKEN_REFUSED.contains(code)) {
            throw new PlatformException.TokenRefused(refusal);
        }
        throw new PlatformException(refusal);
    }

    private Map<String, String> system(ShopAccess shop) {
        Map<String, String> parameters = new TreeMap<>();
        parameters.put("app_key", shop.platform().appKey().orElseThrow());
        parameters.put("timestamp", Long.toString(clock.millis()));
        parameters.put("sign_method", "sha256");
        return parameters;
    }

    private static Optional<String> secret(ShopAccess shop) {
        return shop.credentials().clientSecret()
            .or(() -> shop.platform().secrets().flatMap(secrets -> secrets.stream().findFirst()));
    }
}
