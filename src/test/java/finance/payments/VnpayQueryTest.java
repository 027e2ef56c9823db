package finance.payments;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What of a query string VNPay has signed. The vector is that of the npm package vnpay, its misspelt name and all. */
class VnpayQueryTest {

    private static final HexSignature KEY = key("YOUR_SECURE_SECRET");
    private static final String SIGNED = "vnp_Amount=10000&vnp_OrderInfo=Payment+for+order+%231234567890&vnp_TnxRef=1234567890";
    private static final String HASH = "7bb8160a5d2085a85b3267817a40ee4f770a335282f19714726e6fc6f28a64c75a1e7e9c1aa96f3cbda5ce44095088fb4cb2af66c596d2f655b0b53966312089";

    @Test
    void thePublishedVectorIsVnpays() {
        assertThat(KEY.of(SIGNED)).isEqualTo(HASH);
        assertThat(isSigned(SIGNED + "&vnp_SecureHash=" + HASH, KEY)).isTrue();
        assertThat(isSigned(SIGNED + "&vnp_SecureHash=" + HASH.toUpperCase(), KEY)).isTrue();
    }

    @Test
    void theOrderOfParametersOthersAndEmptyOnesDoNotMatter() {
        assertThat(isSigned("utm=1&vnp_TnxRef=1234567890&vnp_BankTranNo=&vnp_SecureHash=" + HASH
            + "&vnp_OrderInfo=Payment+for+order+%231234567890&vnp_Amount=10000&vnp_SecureHashType=HmacSHA512", KEY)).isTrue();
    }

    @Test
    void aByteChangedAnywhereIsNotVnpays() {
        String query = SIGNED + "&vnp_SecureHash=" + HASH;
        assertThat(IntStream.range(0, query.length()).filter(i -> "=&_".indexOf(query.charAt(i)) < 0)
            .mapToObj(i -> query.substring(0, i) + (query.charAt(i) == '1' ? '2' : '1') + query.substring(i + 1)).filter(tampered -> isSigned(tampered, KEY))).isEmpty();
    }

    @Test
    void anotherKeysHashIsNotVnpays() {
        assertThat(isSigned(SIGNED + "&vnp_SecureHash=" + HASH, key("YOUR_SECURE_SECRET2"))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "d41d8cd98f00b204e9800998ecf8427e", "7bb8160a5d2085a85b3267817a40ee4f770a335282f19714726e6fc6f28a64c7"})
    void aHashOfAnotherLengthIsRefused(String hash) {
        assertThat(isSigned(SIGNED + "&vnp_SecureHash=" + hash, KEY)).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"MD5,false", "SHA256,false", "HmacSHA256,false", "SHA512,true", "HMACSHA512,true"})
    void aLegacyHashIsRefused(String type, boolean isTaken) {
        assertThat(isSigned(SIGNED + "&vnp_SecureHashType=" + type + "&vnp_SecureHash=" + HASH, KEY)).isEqualTo(isTaken);
    }

    @ParameterizedTest
    @ValueSource(strings = {"vnp_Amount=1&", "vnp_Amount=10000&", "vnp%5FAmount=1&", "vnp_TnxRef=%zz&", "vnp_SecureHash=&"})
    void aParameterThatIsThereTwiceOrDisguisedIsRefused(String more) {
        assertThat(VnpayQuery.parse(more + SIGNED + "&vnp_SecureHash=" + HASH)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"vnp_OrderInfo=a*b+c,vnp_OrderInfo=a*b+c", "vnp_OrderInfo=a*b+c,vnp_OrderInfo=a%2Ab+c", "vnp_OrderInfo=a%2Ab+c,vnp_OrderInfo=a*b%20c",
        "vnp_OrderInfo=a*b+c,vnp_OrderInfo=a%2ab%20c"})
    void whatAProxyHasWrittenAnewIsStillVnpays(String signed, String received) {
        assertThat(isSigned(received + "&vnp_SecureHash=" + KEY.of(signed), KEY)).isTrue();
        assertThat(VnpayQuery.parse(received).orElseThrow().value("vnp_OrderInfo")).isEqualTo("a*b c");
    }

    @Test
    void nothingIsNotSigned() {
        assertThat(isSigned("", KEY)).isFalse();
        assertThat(isSigned(null, KEY)).isFalse();
    }

    private static boolean isSigned(String query, HexSignature key) {
        return VnpayQuery.parse(query).filter(one -> one.isSigned(key)).isPresent();
    }

    private static HexSignature key(String secret) {
        return new HexSignature("HmacSHA512", secret, 64);
    }
}
