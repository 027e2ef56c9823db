package channels;

import static java.nio.charset.StandardCharsets.UTF_8;

import jakarta.enterprise.context.ApplicationScoped;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Tokens as they lie in the database: AES-256-GCM, a fresh nonce of 12 bytes, then the text with its tag of 16.
 * The place a token belongs to is authenticated with it, so that a row copied to another shop does not open.
 */
@ApplicationScoped
public class TokenCipher {

    private static final int KEY_BYTES = 32;
    private static final int NONCE_BYTES = 12;
    private static final int TAG_BITS = 128;

    private final SecureRandom random = new SecureRandom();
    private final Optional<SecretKeySpec> key;

    TokenCipher(TokensConfig config) {
        this.key = config.key().filter(text -> !text.isBlank()).map(TokenCipher::aesKey);
    }

    /** Whether {@code ordersync.tokens.key} is set. */
    public boolean usable() {
        return key.isPresent();
    }

    /** @return null for null */
    public byte[] seal(String token, String place) {
        if (token == null) {
            return null;
        }
        byte[] nonce = new byte[NONCE_BYTES];
        random.nextBytes(nonce);
        byte[] sealed = run(Cipher.ENCRYPT_MODE, nonce, token.getBytes(UTF_8), place);
        return ByteBuffer.allocate(nonce.length + sealed.length).put(nonce).put(sealed).array();
    }

    /**
     * @return null for null
     * @throws IllegalStateException when it was sealed with another key or for another place
     */
    public String open(byte[] sealed, String place) {
        if (sealed == null) {
            return null;
        }
        ByteBuffer buffer = ByteBuffer.wrap(sealed);
        byte[] nonce = new byte[NONCE_BYTES];
        buffer.get(nonce);
        byte[] text = new byte[buffer.remaining()];
        buffer.get(text);
        return new String(run(Cipher.DECRYPT_MODE, nonce, text, place), UTF_8);
    }

    private byte[] run(int mode, byte[] nonce, byte[] text, String place) {
        SecretKeySpec secret = key.orElseThrow(() -> new IllegalStateException(
            "ordersync.tokens.key is not set: give it 32 random bytes as base64"));
        try {
            Cipher cipher = Cipher.getInstance("AES/GCM/NoPadding");
            cipher.init(mode, secret, new GCMParameterSpec(TAG_BITS, nonce));
            cipher.updateAAD(place.getBytes(UTF_8));
            return cipher.doFinal(text);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("The stored token of " + place + " does not open: was ordersync.tokens.key"
                + " changed? Delete its row of channel_token, and the configured token is taken again", e);
        }
    }

    private static SecretKeySpec aesKey(String base64) {
        byte[] bytes;
        try {
            bytes = Base64.getDecoder().decode(base64.trim());
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("ordersync.tokens.key is not base64: give it 32 random bytes as base64");
        }
        if (bytes.length != KEY_BYTES) {
            throw new IllegalArgumentException("ordersync.tokens.key has " + bytes.length
                + " bytes: give it 32 random bytes as base64");
        }
        return new SecretKeySpec(bytes, "AES");
    }
}
