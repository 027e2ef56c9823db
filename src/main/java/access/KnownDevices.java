package access;

import static java.nio.charset.StandardCharsets.UTF_8;

import channels.Hmac;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.http.HttpServerRequest;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import jakarta.ws.rs.core.NewCookie;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.Optional;

/**
 * A browser in which a name signed in has a cookie that says so, and is not locked out by what others fail (OWASP, Slow Down Online
 * Guessing Attacks with Device Cookies). It is good for that name alone, does not tell it, and signs nobody in. It is over after
 * {@code ordersync.security.device-for}, or as soon as the password is another or the user is disabled.
 */
@ApplicationScoped
class KnownDevices {

    static final String COOKIE = "ordersync_device";
    private static final String PATH = "/auth/login";
    private static final int ID_BYTES = 16;
    /** As long as a cookie can be told to be kept, in seconds. */
    private static final Duration LONGEST = Duration.ofSeconds(Integer.MAX_VALUE);

    private final Hmac hmac;
    private final Users users;
    private final Duration goodFor;
    private final Clock clock;
    private final SecureRandom random = new SecureRandom();

    @Inject
    KnownDevices(SigningKey key, Users users, SecurityConfig config) {
        this(key, users, config, Clock.systemUTC());
    }

    KnownDevices(SigningKey key, Users users, SecurityConfig config, Clock clock) {
        this.hmac = new Hmac("HmacSHA256", key.get().getEncoded());
        this.users = users;
        this.goodFor = config.deviceFor();
        this.clock = clock;
    }

    static void check(@Observes StartupEvent event, SecurityConfig config) {
        check(config.deviceFor());
    }

    /** @throws IllegalStateException no cookie can be kept for so long */
    static void check(Duration deviceFor) {
        if (deviceFor.isNegative() || deviceFor.compareTo(LONGEST) > 0) {
            throw new IllegalStateException("ordersync.security.device-for must be from 0d to " + LONGEST.toDays() + "d, and is " + deviceFor);
        }
    }

    /**
     * What the cookie is to be of who has just signed in: each sign-in makes another device of it.
     *
     * @param devices as it was when they gave the password
     */
    String value(String username, String devices) {
        byte[] secret = new byte[ID_BYTES];
        random.nextBytes(secret);
        String id = base64(secret);
        long since = clock.instant().getEpochSecond();
        return id + "." + since + "." + signature(username, devices, id, since);
    }

    NewCookie cookie(HttpServerRequest request, String value) {
        return new NewCookie.Builder(COOKIE).value(value).path(PATH).maxAge(Math.toIntExact(goodFor.toSeconds()))
            .httpOnly(true).secure("https".equals(request.scheme())).sameSite(NewCookie.SameSite.STRICT).build();
    }

    /**
     * The device's id.
     *
     * @param cookie null: none was sent
     * @return empty: the name never signed in there, or long ago, or its password was changed since
     */
    Optional<String> id(String username, String cookie) {
        String[] parts = cookie == null ? new String[0] : cookie.split("\\.", -1);
        if (parts.length != 3) {
            return Optional.empty();
        }
        try {
            long since = Long.parseLong(parts[1]);
            boolean isYoung = since > clock.instant().minus(goodFor).getEpochSecond();
            return users.devices(username).filter(devices -> isYoung
                && MessageDigest.isEqual(signature(username, devices, parts[0], since).getBytes(UTF_8), parts[2].getBytes(UTF_8))).map(devices -> parts[0]);
        } catch (NumberFormatException notOurs) {
            return Optional.empty();
        }
    }

    /** No token that the key signs begins like this. */
    private String signature(String username, String devices, String id, long since) {
        return base64(hmac.digest(("device\n" + username + "\n" + devices + "\n" + id + "\n" + since).getBytes(UTF_8)));
    }

    private static String base64(byte[] bytes) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes);
    }
}
