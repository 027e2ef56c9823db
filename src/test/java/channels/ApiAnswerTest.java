package channels;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ApiAnswerTest {

    @ParameterizedTest
    @ValueSource(strings = {"", "[]", "<html>", "{} {}", "{\"total\":1e2147483648}", "{\"total\":1E-99999999999}"})
    void aBodyThatIsNoJsonObjectIsThatOfAPlatformThatIsDown(String body) {
        // Given
        ApiAnswer answer = new ApiAnswer(200, body.getBytes(UTF_8));
        // When, Then
        assertThatThrownBy(() -> answer.json("lazada: GET /orders/get")).isInstanceOf(PlatformException.Down.class)
            .hasMessage("lazada: GET /orders/get was answered with a body that is no JSON object");
    }
}
