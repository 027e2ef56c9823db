package channels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TokenCipherTest {

    private final TokenCipher cipher = cipher((byte) 1);

    @Test
    void opensWhatItSealed() {
        assertThat(cipher.open(cipher.seal("50000601c30atpedfgu3LVvik87Ixlsvle3mSoB7701ceb156fPunYZ43GBg", "lazada:1"), "lazada:1"))
            .isEqualTo("50000601c30atpedfgu3LVvik87Ixlsvle3mSoB7701ceb156fPunYZ43GBg");
    }

    @Test
    void sealsTheSameTokenDifferentlyEachTime() {
        assertThat(cipher.seal("token", "lazada:1")).isNotEqualTo(cipher.seal("token", "lazada:1"));
    }

    @Test
    void aTokenCopiedToAnotherShopDoesNotOpen() {
        byte[] sealed = cipher.seal("token", "lazada:1");
        assertThatThrownBy(() -> cipher.open(sealed, "lazada:2")).hasMessageContaining("ordersync.tokens.key");
    }

    @Test
    void anotherKeyDoesNotOpen() {
        byte[] sealed = cipher.seal("token", "lazada:1");
        assertThatThrownBy(() -> cipher((byte) 2).open(sealed, "lazada:1")).hasMessageContaining("ordersync.tokens.key");
    }

    @Test
    void aKeyOfTheWrongLengthStopsTheStart() {
        assertThatThrownBy(() -> new TokenCipher(() -> Optional.of("c2hvcnQ="))).hasMessageContaining("5 bytes");
    }

    private static TokenCipher cipher(byte fill) {
        byte[] key = new byte[32];
        Arrays.fill(key, fill);
        return new TokenCipher(() -> Optional.of(Base64.getEncoder().encodeToString(key)));
    }
}
