package http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A number that is beyond any decimal is a client's mistake, and not ours. */
class HugeNumberTest {

    @ParameterizedTest
    @ValueSource(strings = {"1e2147483648", "1E-99999999999", "1000e2147483646", "1e999999999", "1e-999999999"})
    void anAmountOfHugeExponentIsA400(String number) {
        // Given
        byte[] body = ("{\"amount\":" + number + "}").getBytes(UTF_8);
        // When
        ProblemException problem = catchThrowableOfType(ProblemException.class, () -> JsonBody.of(body, "amount").decimal("amount", 15, 4));
        // Then
        assertThat(problem.problem().status()).isEqualTo(400);
    }

    @ParameterizedTest
    @ValueSource(strings = {"1e2147483648", "1E-99999999999"})
    void aMessageWithSuchANumberIsA400(String number) {
        // Given
        byte[] body = ("{\"body\":{\"total\":" + number + "}}").getBytes(UTF_8);
        // When
        ProblemException problem = catchThrowableOfType(ProblemException.class, () -> MessageJson.fields(body, Set.of("body")));
        // Then
        assertThat(problem.problem().status()).isEqualTo(400);
    }
}
