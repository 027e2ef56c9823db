package polling;

import static channels.PlatformJson.object;

import channels.ApiRequest;
import channels.PlatformClient;
import channels.PlatformException;
import channels.PlatformJson;
import channels.ShopAccess;
import channels.TokenStore;
import com.fasterxml.jackson.databind.JsonNode;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Provider;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Sendo's partner API: a login that lasts 8 hours, and a search with continuation tokens. */
@ApplicationScoped
class SendoPlatform implements Platform {

    private static final Duration LOGIN_LASTS = Duration.ofHours(8);
    private static final Duration FIRST = Duration.ofDays(1);
    /** A change may show up a while after its time. */
    private static final Duration OVERLAP = Duration.ofMinutes(10);

    private final PlatformClient client;
    private final Provider<TokenStore> tokens;
    private final Clock clock = Clock.systemUTC();

    SendoPlatform(PlatformClient client, Provider<TokenStore> tokens) {
        this.client = client;
        this.tokens = tokens;
    }

    @Override
    public String channel() {
        return "sendo";
    }

    @Override
    public Duration every() {
        return Duration.ofMinutes(5);
    }

    @Override
    public Optional<String> lacks(ShopAccess shop) {
        return shop.credentials().clientId().isPresent() && shop.credentials().clientSecret().isPresent()
            ? Optional.empty() : Optional.of("client-id (the shop key) and client-secret");
    }

    @Override
    public Poll changes(ShopAccess shop, Progress cursor) {
        Instant now = clock.instant();
        Instant since = cursor.position().map(position -> Instant.parse(position).minus(OVERLAP)).orElse(now.minus(FIRST));
        return WindowedPoll.changes(SendoPages.changed(this, shop, since), shop, since, now, SendoPages.CHANGED_WINDOW, cursor);
    }

    @Override
    public Poll range(ShopAccess shop, Instant from, Instant to, Progress progress) {
        return new WindowedPoll(SendoPages.made(this, shop), shop, from, to, SendoPages.MADE_WINDOW, progress);
    }

    /** {@code expires} is in no documented form; a login is known to last 8 hours. */
    @Override
    public Grant grant(ShopAccess shop, String refreshToken) {
        ApiRequest request = ApiRequest.postJson("/login", null, PlatformJson.text(object()
            .put("shop_key", shop.credentials().clientId().orElseThrow())
            .put("secret_key", shop.credentials().clientSecret().orElseThrow())));
        String base = shop.platform().authUrl().or(() -> shop.platform().apiUrl()).orElseThrow();
        JsonNode result = client.call(shop, base, request).json(shop + " " + request).path("result");
        if (!result.hasNonNull("token")) {
            throw new PlatformException(shop + " " + request + " gave no token");
        }
        return new Grant(result.get("token").asText(), null, clock.instant().plus(LOGIN_LASTS));
    }

    String bearer(ShopAccess shop) {
        return "bearer " + tokens.get().access(shop);
    }
}
