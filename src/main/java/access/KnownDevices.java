package access;

import static java.nio.charset.StandardCharsets.UTF_8;

import channels.Hmac;
import io.vertx.core.http.HttpServerRequest;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.NewCookie;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;

/**
 * A browser in which a name signed in has a cookie that says so, and is not locked out by what others fail (OWASP, Slow Down Online
 * Guessing Attacks with Device Cookies). It is good for that name alone, does not tell it, and signs nobody in.
 */
@ApplicationScoped
class KnownDevices {

    static final String COOKIE = "ordersync_device";
    private static final String PATH = "/auth/login";
    private static final Duration GOOD_FOR = Duration.ofDays(180);
    private static final int ID_BYTES = 16;

    private final Hmac hmac;
    private final Clock clock = Clock.systemUTC();
    private final SecureRandom random = new SecureRandom();

    KnownDevices(SigningKey key) {
        this.hmac = new Hmac("HmacSHA256", key.get().getEncoded());
    }

    /** For who has just signed in: each sign-in makes another device of it. */
    NewCookie cookie(HttpServerRequest request, String username) {
        byte[] secret = new byte[ID_BYTES];
        random.nextBytes(secret);
        String id = base64(secret);
        long until = clock.instant().plus(GOOD_FOR).getEpochSecond();
        return new NewCookie.Builder(COOKIE).value(id + "." + until + "." + signature(username, id, until)).path(PATH).maxAge((int) GOOD_FOR.toSeconds())
            .httpOnly(true).secure("https".equals(request.scheme())).sameSite(NewCookie.SameSite.STRICT).build();
    }

    /**
     * The device's id.
     *
     * @param cookie null: none was sent
     * @return empty: the name never signed in there, or long ago
     */
    Optional<String> id(String username, String cookie) {
        String[] parts = cookie == null ? new String[0] : cookie.split("\\.", -1);
        if (parts.length != 3) {
            return Optional.empty();
        }
        try {
            long until = Long.parseLong(parts[1]);
            boolean isOurs = MessageDigest.isEqual(signature(username, parts[0], until).getBytes(UTF_8), parts[2].getBytes(UTF_8));
            return isOurs && clock.instant().isBefore(Instant.ofEpochSecond(until)) ? Optional.of(parts[0]) : Optional.empty();
        } catch (NumberFormatException notOurs) {
            return Optional.empty();
        }
    }

    /** No token that the key signs begins like this. */
    private String signature(String username, String id, long until) {
        return base64(hmac.digest(("device\n" + username + "\n" + id + "\n" + until).getBytes(UTF_8)));
    }

    private static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
