package json;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Numbers with every digit, and none that escapes. */
class ExactJsonTest {

    private final JsonMapper json = ExactJson.mapper().nodeFactory(JsonNodeFactory.withExactBigDecimals(true)).build();

    @ParameterizedTest
    @ValueSource(strings = {"1e2147483648", "1e99999999999", "1E-99999999999", "0.1e-2147483647"})
    void aNumberThatNoDecimalHoldsIsBrokenJsonWithItsPlace(String number) {
        // Given
        String text = "{\"a\": [{\"b\":\n " + number + "}]}";
        // When
        JsonProcessingException asText = catchThrowableOfType(JsonProcessingException.class, () -> json.readTree(text));
        JsonProcessingException asBytes = catchThrowableOfType(JsonProcessingException.class, () -> json.readerFor(JsonNode.class).readTree(text.getBytes(UTF_8)));
        // Then
        assertThat(asText.getLocation().getLineNr()).isEqualTo(2);
        assertThat(asBytes.getLocation().getLineNr()).isEqualTo(2);
        assertThat(asText.getOriginalMessage()).doesNotContain(number);
    }

    @Test
    void anyOtherNumberKeepsItsDigits() throws Exception {
        assertThat(json.readTree("[15000.00, 0.1, 1e2147483647, 12345678901234567890.123456789]"))
            .hasToString("[15000.00,0.1,1E+2147483647,12345678901234567890.123456789]");
    }

    @Test
    void whatIsNoTreeIsReadAsEver() throws Exception {
        assertThat(json.readTree("null").isNull()).isTrue();
        assertThat(json.readTree("").isMissingNode()).isTrue();
        assertThat(json.readTree(new byte[0]).isMissingNode()).isTrue();
        assertThat(json.readerFor(JsonNode.class).readTree(new byte[0]).isMissingNode()).isTrue();
    }
}
