package polling;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import channels.ApiAnswer;
import channels.ApiRequest;
import channels.PlatformException;
import channels.ShopAccess;
import java.time.Instant;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class SendoPagesTest {

    private static final ApiRequest SEARCH = ApiRequest.postJson("/api/partner/salesorder/search", null, "{}");

    private final SendoPages pages = SendoPages.made(null, new ShopAccess("sendo", "1", null, null));

    @ParameterizedTest
    @ValueSource(strings = {"", "[]", "{}", "{\"success\":true}", "{\"result\":null}", "{\"result\":{\"data\":{}}}"})
    void anAnswerWithoutItsListIsNoLastPage(String body) {
        assertThatThrownBy(() -> pages.read(SEARCH, answer(body))).isInstanceOf(PlatformException.Down.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"result\":{\"data\":[]},\"success\":true}", "{\"result\":{\"data\":null},\"success\":true}", "{\"success\":true,\"result\":null}"})
    void aListWithoutOrdersIsTheLastPage(String body) {
        WindowedPoll.Page page = pages.read(SEARCH, answer(body));
        assertThat(page.messages()).isEmpty();
        assertThat(page.next()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("refusals")
    void aRefusalInsideAnAnswerIsOfTheKindThatItsStatusCodeSays(int status, Class<?> kind) {
        assertThatThrownBy(() -> pages.read(SEARCH, answer("{\"success\":false,\"status_code\":%d,\"result\":null}".formatted(status))))
            .isExactlyInstanceOf(kind).hasMessageEndingWith(" was answered with success false, status_code " + status);
    }

    static Stream<Arguments> refusals() {
        return Stream.of(Arguments.of(401, PlatformException.TokenRefused.class), Arguments.of(429, PlatformException.TooManyCalls.class),
            Arguments.of(500, PlatformException.Down.class), Arguments.of(503, PlatformException.Down.class), Arguments.of(400, PlatformException.class));
    }

    @ParameterizedTest
    @ValueSource(strings = {"1607511339000000000", "99999999999999999999", "1e400", "\"yesterday\"", "-1", "null"})
    void anOrderWhoseTimeIsNoneIsToldAllTheSameAndThoseBesideItToo(String time) {
        // Given
        String orders = "{\"sales_order\":{\"order_status_date_time_stamp\":%s}},{\"sales_order\":{\"order_status_date_time_stamp\":1607511339}}".formatted(time);
        // When
        WindowedPoll.Page page = pages.read(SEARCH, answer("{\"success\":true,\"result\":{\"data\":[" + orders + "]}}"));
        // Then
        assertThat(page.messages()).hasSize(2);
        assertThat(page.latest()).contains(Instant.ofEpochSecond(1607511339));
    }

    private static ApiAnswer answer(String body) {
        return new ApiAnswer(200, body.getBytes(UTF_8));
    }
}
