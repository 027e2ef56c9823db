package channels;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;

class LazadaSignatureTest {

    private static final Map<String, String> PARAMETERS = Map.of("access_token", "test", "app_key", "123456",
        "order_id", "1234", "sign_method", "sha256", "timestamp", "1517820392000");

    @Test
    void signsThePublishedRequestAsPublished() {
        assertThat(LazadaSignature.of("/order/get", PARAMETERS, "helloworld"))
            .isEqualTo("4190D32361CFB9581350222F345CB77F3B19F0E31D162316848A2C1FFD5FAB4A");
    }

    @Test
    void anotherSecretSignsOtherwise() {
        assertThat(LazadaSignature.of("/order/get", PARAMETERS, "helloworlD"))
            .isNotEqualTo("4190D32361CFB9581350222F345CB77F3B19F0E31D162316848A2C1FFD5FAB4A");
    }
}
