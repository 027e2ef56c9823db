package polling;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import channels.ApiAnswer;
import channels.ApiRequest;
import channels.PlatformException;
import channels.ShopAccess;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TikiAnswersTest {

    private static final ApiRequest LIST = ApiRequest.get("/integration/v2/orders", Map.of(), null);
    private static final ShopAccess SHOP = new ShopAccess("tiki", "1", null, null);

    private final TikiPlatform tiki = new TikiPlatform(null, null);
    private final TikiOrdersPages pages = new TikiOrdersPages(tiki, SHOP);

    @ParameterizedTest
    @ValueSource(strings = {"{}", "{\"error\":\"busy\"}", "{\"events\":{}}", "{\"ack_id\":\"a\"}"})
    void aPullThatIsAnsweredWithoutItsListIsNoEmptyQueue(String body) {
        assertThatThrownBy(() -> new TikiEventsPoll(tiki, SHOP, new Unread()).read(answer(body))).isInstanceOf(PlatformException.Down.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"events\":[]}", "{\"events\":null}"})
    void aPullThatIsAnsweredWithNoneIsOne(String body) {
        assertThat(new TikiEventsPoll(tiki, SHOP, new Unread()).read(answer(body))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ",\"paging\":{}", ",\"paging\":{\"current_page\":1,\"last_page\":null}"})
    void aPageThatDoesNotTellTheLastIsNotTakenForIt(String paging) {
        assertThatThrownBy(() -> pages.read(LIST, answer(page(paging)))).isInstanceOf(PlatformException.Down.class);
    }

    @ParameterizedTest
    @CsvSource({"1, 2, 2", "2, 2,"})
    void thePageBehindItIsReadUntilTheLast(int current, int last, String next) {
        // When
        WindowedPoll.Page page = pages.read(LIST, answer(page(",\"paging\":{\"current_page\":%d,\"last_page\":%d}".formatted(current, last))));
        // Then
        assertThat(page.messages()).hasSize(3);
        assertThat(page.next()).isEqualTo(Optional.ofNullable(next));
    }

    @Test
    void aTokenThatIsToldToOutliveEverythingEndsAfterAYear() {
        // Given
        Instant now = Instant.parse("2026-11-22T00:00:00Z");
        // When
        Instant end = Platform.end(JsonNodeFactory.instance.objectNode().put("expires_in", Long.MAX_VALUE), now);
        // Then
        assertThat(end).isEqualTo("2027-11-22T00:00:00Z");
    }

    private static String page(String paging) {
        return "{\"data\":[{\"code\":\"1\"},{\"code\":\"2\"},{\"code\":\"3\"}]" + paging + "}";
    }

    private static ApiAnswer answer(String body) {
        return new ApiAnswer(200, body.getBytes(UTF_8));
    }

    /** Of a queue of which nothing was read yet. */
    private static final class Unread implements Progress {
        @Override
        public Optional<String> position() {
            return Optional.empty();
        }

        @Override
        public void moveTo(String position, int taken) {
        }

        @Override
        public void end() {
        }
    }
}
