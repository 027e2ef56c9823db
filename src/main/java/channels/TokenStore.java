package channels;

import channels.TokenSource.Grant;
import io.agroal.api.AgroalDataSource;
import io.quarkus.arc.All;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/**
 * The shops' access tokens, in the table {@code channel_token}, encrypted. A token is renewed under the lock of its
 * row: of many threads and replicas that find it expired, one asks the platform and the others take what it got.
 */
@ApplicationScoped
public class TokenStore {

    private static final Logger LOG = Logger.getLogger(TokenStore.class);
    /** A token that ends sooner is renewed before it is used. */
    private static final Duration MARGIN = Duration.ofMinutes(5);

    /** Of a channel: each holds a connection while the platform is asked, and one that hangs is not to have them all. */
    private static final int MAX_RENEWALS = 2;
    private static final Duration MAX_WAIT = Duration.ofSeconds(30);

    private final AgroalDataSource database;
    private final TokenCipher cipher;
    private final Map<String, TokenSource> sources;
    private final Map<String, Semaphore> renewals = new ConcurrentHashMap<>();
    private final Clock clock = Clock.systemUTC();

    TokenStore(AgroalDataSource database, TokenCipher cipher, @All List<TokenSource> sources) {
        this.database = database;
        this.cipher = cipher;
        this.sources = sources.stream().collect(Collectors.toMap(TokenSource::channel, Function.identity()));
    }

    /**
     * A token that is good for the next minutes.
     *
     * @throws PlatformException when the platform does not give one
     */
    public String access(ShopAccess shop) {
        return renewed(shop, this::fresh).accessToken();
    }

    /**
     * Renews the token that the platform refused, unless another replica has done so already.
     *
     * @throws PlatformException when the platform does not give a new one
     */
    public void renew(ShopAccess shop, String refused) {
        renewed(shop, grant -> fresh(grant) && !Objects.equals(grant.accessToken(), refused));
    }

    private boolean fresh(Grant grant) {
        return grant != null && grant.accessToken() != null
            && (grant.expiresAt() == null || grant.expiresAt().isAfter(clock.instant().plus(MARGIN)));
    }

    private Grant renewed(ShopAccess shop, Predicate<Grant> good) {
        Grant stored = QuarkusTransaction.requiringNew().call(() -> read(shop, false));
        if (good.test(stored)) {
            return stored;
        }
        Semaphore renewal = renewals.computeIfAbsent(shop.channel(), channel -> new Semaphore(MAX_RENEWALS, true));
        if (!hasTurn(renewal)) {
            throw new PlatformException.Down(shop + ": the tokens of other shops are still asked for after " + MAX_WAIT.toSeconds() + " s");
        }
        try {
            return renewedNow(shop, good);
        } finally {
            renewal.release();
        }
    }

    private static boolean hasTurn(Semaphore renewal) {
        try {
            return renewal.tryAcquire(MAX_WAIT.toSeconds(), TimeUnit.SECONDS);
        } catch (InterruptedException stopping) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private Grant renewedNow(ShopAccess shop, Predicate<Grant> good) {
        return QuarkusTransaction.requiringNew().call(() -> {
            Grant stored = read(shop, true);
            if (good.test(stored)) {
                return stored;
            }
            TokenSource source = sources.get(shop.channel());
            Grant first = stored == null || stored.accessToken() == null ? source.configured(shop).orElse(null) : null;
            Grant grant = first != null && good.test(first) ? first
                : source.grant(shop, first != null ? first.refreshToken() : stored == null ? null : stored.refreshToken());
            write(shop, grant);
            LOG.infof("%s: new access token, %s", shop, grant.expiresAt() == null ? "which does not end" : "until " + grant.expiresAt());
            return grant;
        });
    }

    private Grant read(ShopAccess shop, boolean lock) throws SQLException {
        if (lock) {
            lockRow(shop);
        }
        try (Connection connection = database.getConnection();
             PreparedStatement select = connection.prepareStatement(
                 "select access_token, refresh_token, expires_at from channel_token where channel = ? and shop_id = ?")) {
            select.setString(1, shop.channel());
            select.setString(2, shop.shop());
            try (ResultSet row = select.executeQuery()) {
                if (!row.next()) {
                    return null;
                }
                Timestamp expires = row.getTimestamp(3);
                return new Grant(cipher.open(row.getBytes(1), shop + ":access"), cipher.open(row.getBytes(2), shop + ":refresh"),
                    expires == null ? null : expires.toInstant());
            }
        }
    }

    /** Makes the row if there is none, and holds its lock to the end of the transaction. */
    private void lockRow(ShopAccess shop) throws SQLException {
        try (Connection connection = database.getConnection();
             PreparedStatement insert = connection.prepareStatement(
                 "insert into channel_token (channel, shop_id) values (?, ?) on conflict do nothing");
             PreparedStatement lock = connection.prepareStatement(
                 "select 1 from channel_token where channel = ? and shop_id = ? for update")) {
            for (PreparedStatement statement : new PreparedStatement[] {insert, lock}) {
                statement.setString(1, shop.channel());
                statement.setString(2, shop.shop());
                statement.execute();
            }
        }
    }

    private void write(ShopAccess shop, Grant grant) throws SQLException {
        try (Connection connection = database.getConnection();
             PreparedStatement update = connection.prepareStatement("""
                 update channel_token set access_token = ?, refresh_token = ?, expires_at = ?, refreshed_at = ?
                  where channel = ? and shop_id = ?""")) {
            update.setBytes(1, cipher.seal(grant.accessToken(), shop + ":access"));
            update.setBytes(2, cipher.seal(grant.refreshToken(), shop + ":refresh"));
            update.setTimestamp(3, grant.expiresAt() == null ? null : Timestamp.from(grant.expiresAt()));
            update.setTimestamp(4, Timestamp.from(Instant.now(clock)));
            update.setString(5, shop.channel());
            update.setString(6, shop.shop());
            update.executeUpdate();
        }
    }
}
