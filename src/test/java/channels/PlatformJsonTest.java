package channels;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A platform's numbers on their way through. */
class PlatformJsonTest {

    @ParameterizedTest
    @CsvSource({"15000.00, 15000.00", "0.10, 0.10", "12345678901234567890, 12345678901234567890"})
    void aNumberStaysAsItIsWritten(String number, String written) throws Exception {
        assertThat(passedOn(number)).isEqualTo(written);
    }

    @Test
    void aNumberTooLongToBeWrittenOutStopsNobody() throws Exception {
        assertThat(passedOn("1e10000")).isEqualTo("1E+10000");
    }

    private static String passedOn(String number) throws Exception {
        String json = new String(PlatformJson.bytes(PlatformJson.read(("{\"a\":" + number + "}").getBytes(UTF_8))), UTF_8);
        return json.substring(json.indexOf(':') + 1, json.length() - 1);
    }
}
