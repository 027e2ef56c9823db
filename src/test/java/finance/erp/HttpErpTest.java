package finance.erp;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import finance.PostingKind;
import java.io.ByteArrayInputStream;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HttpErpTest {

    private static final ErpConfig CONFIG = ErpSettings.with(Map.of("ordersync.erp.http.token", "s3cret"));
    private static final Posting POSTING = TestPosting.of(12, PostingKind.INCOMING_PAYMENT, "O-1", "110000", "VND", "{}");

    private final HttpErp erp = new HttpErp(CONFIG, new Calls(CONFIG, new Patience(CONFIG), null));

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
        404 | {"reference":"OS12"}                         | CREATED
        404 | {"reference":"OS1"}                          | IN_DOUBT
        404 | {"status":404,"path":"/postings/OS12"}       | IN_DOUBT
        404 | <html>OS12</html>                            | IN_DOUBT
        404 | ''                                           | IN_DOUBT
        410 | {"reference":"OS12"}                         | IN_DOUBT
        200 | {"reference":"OS12"}                         | IN_DOUBT
        200 | {"reference":"OS12","document_number":"D-7"} | CONFIRMED
        503 | {"reference":"OS12"}                         | IN_DOUBT
        """)
    void onlyTheErpsOwnWordCountsWhenItIsAsked(int status, String body, Status expected) {
        assertThat(read(Call.Purpose.ASK, status, null, body).outcomes()).extracting(PostingOutcome::status).containsExactly(expected);
    }

    @ParameterizedTest
    @CsvSource({"404,CREATED,DOWN", "405,CREATED,DOWN", "401,CREATED,DOWN", "429,CREATED,DOWN", "307,CREATED,DOWN", "303,IN_DOUBT,DOWN", "408,IN_DOUBT,DOWN",
        "500,IN_DOUBT,DOWN", "503,IN_DOUBT,DOWN", "422,REFUSED,UP", "400,REFUSED,UP", "409,IN_DOUBT,UP", "200,IN_DOUBT,UP"})
    void whatAnAnswerWithoutANumberMeansForAPostingGoesByItsStatus(int status, Status expected, Answer.Health health) {
        // When
        Answer answer = read(Call.Purpose.SEND, status, "7", "{}");

        // Then
        assertThat(answer.outcomes()).extracting(PostingOutcome::status).containsExactly(expected);
        assertThat(answer.health()).isEqualTo(health);
        assertThat(answer.pause()).isEqualTo(Duration.ofSeconds(health == Answer.Health.DOWN ? 7 : 0));
    }

    @Test
    void theTokenGoesAlongAndIsNotShown() {
        for (Call.Purpose purpose : Call.Purpose.values()) {
            ErpRequest request = erp.request(call(purpose));
            assertThat(request.authorization()).isEqualTo("Bearer s3cret");
            assertThat(request.toString()).doesNotContain("s3cret");
        }
    }

    private Answer read(Call.Purpose purpose, int status, String retryAfter, String body) {
        return erp.read(call(purpose), status, retryAfter, new ByteArrayInputStream(body.getBytes(UTF_8)));
    }

    private static Call call(Call.Purpose purpose) {
        return new Call(Erp.HTTP, purpose, List.of(POSTING), System.nanoTime() + Duration.ofMinutes(1).toNanos());
    }
}
