package orders;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CanonicalEventTest {

    @ParameterizedTest
    @ValueSource(strings = {"0", "150000", "-12.5", "999999999999999.9999"})
    void anAmountIsReadAsItIsWritten(String amount) {
        assertThat(CanonicalEvent.parse(telling(amount)).amount()).isEqualTo(amount);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1e2147483648", "1e9", "1234567890123456", "0.00001", ".5", "5.", "-", "", "many"})
    void anAmountThatTheSchemaHasNotIsThatOfAForeignRecord(String amount) {
        assertThatThrownBy(() -> CanonicalEvent.parse(telling(amount))).isInstanceOf(IllegalArgumentException.class)
            .hasMessageContaining("amount is no decimal");
    }

    private static byte[] telling(String amount) {
        return ("{\"event_id\":\"e1\",\"platform\":\"lazada\",\"shop_id\":\"1\",\"order_id\":\"o1\",\"platform_status\":\"paid\",\"source\":\"webhook\","
            + "\"mapping\":\"m@1\",\"timestamp\":\"2026-11-22T08:04:25Z\",\"received_at\":\"2026-11-22T08:04:25Z\",\"currency\":\"VND\",\"amount\":\""
            + amount + "\"}").getBytes(UTF_8);
    }
}
