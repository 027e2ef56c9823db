package access;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Optional;

/** {@code ordersync.security.*}: how users sign in, and for how long. */
@ConfigMapping(prefix = "ordersync.security")
public interface SecurityConfig {

    /** The password of the first user, {@code admin}; without it one is made, and printed once. */
    Optional<String> adminPassword();

    /** The key that signs access tokens, at least 32 bytes as base64; without it one is made, and kept in PostgreSQL. */
    Optional<String> tokenKey();

    /** How long an access token is good. */
    @WithDefault("10m")
    Duration accessFor();

    /** How long a refresh token is good that nobody uses. */
    @WithDefault("12h")
    Duration refreshFor();

    /** How long one sign-in lasts, however often it is refreshed. */
    @WithDefault("7d")
    Duration sessionFor();

    /** How long a browser is known in which a name signed in, which others' failures do not lock; each sign-in begins it anew. */
    @WithDefault("180d")
    Duration deviceFor();

    /** Sign-ins to one name from one address that may fail within the window; then all of them are refused until it is over. */
    @WithDefault("5")
    int failures();

    /** The same from all addresses together; then only browsers that signed in before may go on, each with failures of its own. */
    @WithDefault("100")
    int failuresOfName();

    @WithDefault("15m")
    Duration failureWindow();

    /** Sign-ins of one address a minute; more get 429. */
    @WithDefault("30")
    int signInsPerMinute();

    /** Refreshes of one address a minute; more get 429. An office behind one address is many users. */
    @WithDefault("300")
    int refreshesPerMinute();

    /** Requests of one user a second to the API; more get 429. */
    @WithDefault("1000")
    int requestsPerSecond();

    /** Addresses and users whose requests are counted at a time; beyond it the least recent is forgotten. */
    @WithDefault("10000")
    int tracked();

    /** The work of a password's hash: 2 to this power rounds of bcrypt. */
    @WithDefault("12")
    int bcryptCost();

    /** Passwords that are looked at at once; it is work, and the others wait. */
    @WithDefault("2")
    int passwordsAtOnce();

    /** Verified tokens that are kept in memory. */
    @WithDefault("10000")
    int cachedTokens();

    /** The audit is kept so many days. */
    @WithDefault("730")
    int auditKeepDays();
}
