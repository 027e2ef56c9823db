package access;

import channels.TokenCipher;
import database.Sql;
import io.quarkus.logging.Log;
import jakarta.enterprise.context.ApplicationScoped;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

/**
 * The key that signs access tokens, HMAC-SHA-256, the same for all replicas: that of {@code ordersync.security.token-key}, or
 * one made at the first start and kept in PostgreSQL, sealed where {@code ordersync.tokens.key} is set. One that does not open,
 * because that key was changed, is replaced: it costs no more than a refresh of each access token.
 */
@ApplicationScoped
class SigningKey {

    private static final int KEY_BYTES = 32;
    private static final String PLACE = "signing_key";
    private static final String MAKE = "insert into signing_key (id, key, sealed) values (1, ?, ?) on conflict do nothing";
    private static final String REPLACE = "update signing_key set key = ?, sealed = ?, created_at = now() where id = 1 and key = ?";
    private static final String READ = "select key, sealed from signing_key where id = 1";

    private final SecurityConfig config;
    private final TokenCipher cipher;
    private final Sql database;
    private volatile SecretKey key;

    SigningKey(SecurityConfig config, TokenCipher cipher, Sql database) {
        this.config = config;
        this.cipher = cipher;
        this.database = database;
    }

    /** Read from PostgreSQL once, at the start. */
    SecretKey get() {
        SecretKey known = key;
        if (known == null) {
            synchronized (this) {
                known = key == null ? read() : key;
                key = known;
            }
        }
        return known;
    }

    private SecretKey read() {
        byte[] bytes = config.tokenKey().filter(text -> !text.isBlank()).map(SigningKey::configured).orElseGet(this::kept);
        SecretKey read = new SecretKeySpec(bytes, "HmacSHA256");
        Arrays.fill(bytes, (byte) 0);
        return read;
    }

    private byte[] kept() {
        byte[] fresh = new byte[KEY_BYTES];
        new SecureRandom().nextBytes(fresh);
        boolean sealed = cipher.usable();
        byte[] stored = sealed ? cipher.seal(Base64.getEncoder().encodeToString(fresh), PLACE) : fresh;
        database.update(MAKE, stored, sealed);
        Stored found = stored();
        try {
            return open(found);
        } catch (IllegalStateException doesNotOpen) {
            Log.warn("The stored signing key does not open with this ordersync.tokens.key and is replaced: access tokens signed with it are refused,"
                + " and refreshing gives new ones. Restart all replicas.");
            database.update(REPLACE, stored, sealed, found.key);
            return open(stored());
        }
    }

    private record Stored(byte[] key, boolean sealed) { }

    private Stored stored() {
        return database.query(READ, row -> new Stored(row.getBytes("key"), row.getBoolean("sealed"))).get(0);
    }

    private byte[] open(Stored stored) {
        return stored.sealed ? Base64.getDecoder().decode(cipher.open(stored.key, PLACE)) : stored.key;
    }

    private static byte[] configured(String base64) {
        byte[] bytes;
        try {
            bytes = Base64.getDecoder().decode(base64.trim());
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("ordersync.security.token-key is not base64: give it 32 random bytes as base64");
        }
        if (bytes.length < KEY_BYTES) {
            throw new IllegalArgumentException("ordersync.security.token-key has " + bytes.length + " bytes: give it 32 random bytes as base64");
        }
        return bytes;
    }
}
