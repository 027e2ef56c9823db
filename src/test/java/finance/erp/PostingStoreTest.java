package finance.erp;

import static org.assertj.core.api.Assertions.assertThat;

import database.Sql;
import finance.PostingKind;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is told of a posting late, twice, or of an attempt that is not the last. */
class PostingStoreTest {

    private static final Duration LONG = Duration.ofMinutes(5);

    private static ErpDatabase database;

    private final MeterRegistry meters = new SimpleMeterRegistry();
    private PostingRows rows;
    private PostingStore store;
    private ErpOutbox outbox;

    @BeforeAll
    static void open() throws SQLException {
        database = new ErpDatabase("posting_store");
    }

    @AfterAll
    static void close() {
        database.close();
    }

    @BeforeEach
    void begin() {
        rows = new PostingRows(database.pool);
        rows.execute("truncate erp_posting, erp_posting_step, fx_rate, dead_letter cascade");
        store = new PostingStore(database.pool, new Sql(database.pool), new Patience(ErpSettings.with(Map.of())), Withheld.NOTHING);
        outbox = new ErpOutbox(Erp.HTTP, store, meters, new Circuit(5, LONG), 2, 1, LONG);
    }

    @Test
    void anOutcomeThatIsWrittenTwiceDoesNotTakeBackTheNextAttempt() {
        // Given an attempt that surely was not sent, and the next
        String key = routed(PostingRows.newOrder());
        PostingOutcome unsent = PostingOutcome.unsent(claimed(), "HTTP 503");
        store.write(List.of(unsent));
        Posting next = claimed();

        // When
        store.write(List.of(unsent));

        // Then
        assertThat(rows.status(key)).isEqualTo("SENT");
        store.write(List.of(PostingOutcome.confirmed(next, "1", null)));
        assertThat(rows.status(key) + " " + rows.column("attempts", key)).isEqualTo("CONFIRMED 1");
    }

    @Test
    void howLongAgoItWasSentIsToldByPostgresqlsClock() {
        // Given one just claimed, and one in doubt that was sent twenty minutes ago
        routed(PostingRows.newOrder());
        Posting sent = claimed();
        rows.execute("update erp_posting set status = 'IN_DOUBT', due_at = now(), sent_at = now() - interval '20 minutes' where business_key = ?", sent.businessKey());

        // When
        Posting asked = store.claimDoubtful(Erp.HTTP, 1, LONG).get(0);

        // Then
        assertThat(sent.sinceSent()).isZero();
        assertThat(asked.sinceSent()).isBetween(Duration.ofMinutes(20), Duration.ofMinutes(21));
    }

    @Test
    void anAnswerToAnEarlierQuestionDoesNotTakeBackTheNextAttempt() {
        // Given
        String key = routed(PostingRows.newOrder());
        Posting first = claimed();
        store.write(List.of(PostingOutcome.unsent(first, "HTTP 503")));
        Posting second = claimed();

        // When
        store.write(List.of(PostingOutcome.again(first, "the ERP has not booked it", Duration.ZERO)));

        // Then: they have the same number
        assertThat(first.attempts()).isEqualTo(second.attempts());
        assertThat(rows.status(key)).isEqualTo("SENT");
    }

    @Test
    void thatItWasBookedCountsAlsoWhenItWasRefusedSince() {
        // Given
        String key = routed(PostingRows.newOrder());
        Posting posting = claimed();
        store.write(List.of(PostingOutcome.refused(posting, "sent too often")));

        // When
        store.write(List.of(PostingOutcome.confirmed(posting, "0100000001", null)));

        // Then
        assertThat(rows.status(key) + " " + rows.column("document_number", key)).isEqualTo("CONFIRMED 0100000001");
        assertThat(rows.rows("select status from dead_letter")).containsExactly("RESOLVED");
    }

    @Test
    void aSecondDocumentOfAPostingLeavesATrace() {
        // Given an attempt that was taken back though the ERP had booked it
        String key = routed(PostingRows.newOrder());
        Posting first = claimed();
        outbox.write(List.of(PostingOutcome.again(first, "not there", Duration.ZERO)));
        Posting second = claimed();

        // When
        outbox.write(List.of(PostingOutcome.confirmed(first, "0100000001", null)));
        outbox.write(List.of(PostingOutcome.confirmed(second, "0100000002", null)));
        outbox.write(List.of(PostingOutcome.confirmed(first, "0100000001", null)));
        outbox.write(List.of(PostingOutcome.confirmed(second, "0100000002", "found when asked")));

        // Then
        assertThat(rows.column("document_number", key)).isEqualTo("0100000002");
        assertThat(rows.rows("select detail from erp_posting_step where business_key = ? and detail like '%twice%' order by id", key)).containsExactly(
            "perhaps booked twice: an earlier attempt was booked as 0100000001, and it was sent again", "booked twice: as 0100000002 and as 0100000001");
        assertThat(meters.counter("ordersync_erp_booked_twice", "erp", "http").count()).isEqualTo(2);
    }

    @Test
    void ofSeveralOutcomesOfAPostingThatItWasBookedComesFirst() {
        // Given
        String key = routed(PostingRows.newOrder());
        Posting posting = claimed();

        // When
        outbox.write(List.of(PostingOutcome.again(posting, "not there", Duration.ZERO), PostingOutcome.confirmed(posting, "1", null), PostingOutcome.confirmed(posting, "2", null)));

        // Then
        assertThat(rows.status(key) + " " + rows.column("document_number", key)).isEqualTo("CONFIRMED 1");
        assertThat(rows.one("select detail from erp_posting_step where business_key = ? and detail like '%twice%'", key)).isEqualTo("booked twice: as 1 and as 2");
    }

    @Test
    void whatCannotBeWokenIsWrittenAllTheSame() {
        // Given a posting that waits for another, and a PostgreSQL that does not wake it
        String order = PostingRows.newOrder();
        String key = routed(order);
        Posting posting = claimed();
        rows.insert("shop", order, PostingKind.INCOMING_PAYMENT, "PAYMENT", "1", "VND", "{}");
        rows.execute("update erp_posting set erp = 'http', due_at = 'infinity' where status = 'CREATED'");
        rows.execute("create function refuse() returns trigger language plpgsql as 'begin raise exception ''no''; end'");
        rows.execute("create trigger refuse before update on erp_posting for each row when (old.due_at = 'infinity') execute function refuse()");

        // When
        try {
            outbox.write(List.of(PostingOutcome.confirmed(posting, "1", null)));
        } finally {
            rows.execute("drop function refuse cascade");
        }

        // Then
        assertThat(rows.status(key)).isEqualTo("CONFIRMED");
    }

    @Test
    void questionsThatAreClaimedAreAskedThoughNoPostingCanBeClaimed() {
        // Given
        routed(PostingRows.newOrder());
        store.write(List.of(PostingOutcome.inDoubt(claimed(), "timeout", Duration.ZERO)));
        routed(PostingRows.newOrder());
        rows.execute("create function refuse() returns trigger language plpgsql as 'begin raise exception ''no''; end'");
        rows.execute("create trigger refuse before update on erp_posting for each row when (new.status = 'SENT') execute function refuse()");

        // When
        List<Call> calls;
        try {
            calls = outbox.claim();
        } finally {
            rows.execute("drop function refuse cascade");
        }

        // Then
        assertThat(calls).singleElement().satisfies(call -> assertThat(call.isSend()).isFalse());
    }

    @Test
    void sapIsAskedForAtMostFiftyPostingsAtATimeHoweverManyItIsSent() {
        // Given more in doubt than an address can name
        ErpOutbox sap = new ErpOutbox(Erp.SAP, store, meters, new Circuit(5, LONG), 2, 200, LONG);
        for (int i = 0; i < 120; i++) {
            rows.execute("update erp_posting set erp = 'sap', status = 'IN_DOUBT' where business_key = ?", rows.invoice("shop", PostingRows.newOrder()));
        }

        // When
        List<Call> questions = sap.questions();

        // Then
        assertThat(questions).extracting(question -> question.postings().size()).containsExactly(50, 50, 20);
    }

    /** A posting that is ready to be sent. */
    @Test
    void noErpIsSentOrAskedAboutWhatIsWithheld() {
        // Given a posting that is next and one in doubt, each beside another
        String made = PostingRows.newOrder();
        routed(made);
        String doubtful = inDoubt(made + "-2");
        String next = routed(PostingRows.newOrder());
        String asked = inDoubt(PostingRows.newOrder());
        PostingStore withholding = new PostingStore(database.pool, new Sql(database.pool), new Patience(ErpSettings.with(Map.of())),
            new Withheld(Optional.of("(coalesce(shop_id, '') = 'demo-web' or order_id like '" + made + "%')")));

        // When
        List<String> sent = withholding.claim(Erp.HTTP, 10, LONG).stream().map(Posting::businessKey).toList();

        // Then
        assertThat(sent).containsExactly(next);
        assertThat(withholding.claimDoubtful(Erp.HTTP, 10, LONG)).extracting(Posting::businessKey).containsExactly(asked);
        assertThat(rows.status(doubtful)).isEqualTo("IN_DOUBT");
    }

    @Test
    void noFileHoldsWhatIsWithheld() {
        // Given
        String made = PostingRows.newOrder();
        for (String order : List.of(made, PostingRows.newOrder())) {
            rows.execute("update erp_posting set erp = 'file' where business_key = ?", rows.invoice("shop", order));
        }
        PostingStore withholding = new PostingStore(database.pool, new Sql(database.pool), new Patience(ErpSettings.with(Map.of())),
            new Withheld(Optional.of("order_id = '" + made + "'")));

        // When
        List<Posting> file = withholding.claim(Erp.FILE, 10, LONG);

        // Then
        assertThat(file).extracting(Posting::orderId).hasSize(1).doesNotContain(made);
    }

    private String inDoubt(String order) {
        String key = routed(order);
        rows.execute("update erp_posting set status = 'IN_DOUBT', due_at = now(), sent_at = now() where business_key = ?", key);
        return key;
    }

    private String routed(String order) {
        String key = rows.invoice("shop", order);
        rows.execute("update erp_posting set erp = 'http' where business_key = ?", key);
        return key;
    }

    private Posting claimed() {
        return store.claim(Erp.HTTP, 1, LONG).get(0);
    }
}
