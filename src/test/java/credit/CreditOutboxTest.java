package credit;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import database.Outbox.Outgoing;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What was released goes on at least once, in order, by one replica at a time. */
class CreditOutboxTest {

    private static CreditDatabase database;
    private final CreditOutbox outbox = new CreditOutbox(database.source);
    private final List<String> sent = new ArrayList<>();

    @BeforeAll
    static void connect() throws SQLException {
        database = new CreditDatabase("credit_outbox_test");
    }

    @AfterAll
    static void close() throws SQLException {
        database.close();
    }

    @BeforeEach
    void waiting() throws SQLException {
        database.clear();
        for (int i = 1; i <= 3; i++) {
            database.execute("insert into credit_outbox (key, message) values ('k', ?)", ("m" + i).getBytes(UTF_8));
        }
    }

    @Test
    void messagesGoInOrderAndOnce() throws SQLException {
        // When
        int first = outbox.drain(this::send);
        int second = outbox.drain(this::send);

        // Then
        assertThat(List.of(first, second)).containsExactly(3, 0);
        assertThat(sent).containsExactly("m1", "m2", "m3");
    }

    @Test
    void whatIsNotTakenStays() throws SQLException {
        // Given
        assertThatThrownBy(() -> outbox.drain(oldest -> {
            throw new IllegalStateException("Kafka is down");
        })).hasMessage("Kafka is down");

        // When
        outbox.drain(this::send);

        // Then
        assertThat(sent).containsExactly("m1", "m2", "m3");
    }

    @Test
    void twoReplicasAreNotAtItAtOnce() throws SQLException {
        // Given
        List<Integer> meanwhile = new ArrayList<>();

        // When
        outbox.drain(oldest -> {
            send(oldest);
            meanwhile.add(drained());
        });

        // Then
        assertThat(meanwhile).containsExactly(0);
        assertThat(sent).containsExactly("m1", "m2", "m3");
    }

    @Test
    void manyGoInBatches() throws SQLException {
        // Given
        database.execute("insert into credit_outbox (key, message) select 'k', convert_to('n' || n, 'UTF8') from generate_series(1, ?) as n", CreditOutbox.MAX_BATCH);

        // When
        int first = outbox.drain(this::send);
        int second = outbox.drain(this::send);

        // Then
        assertThat(List.of(first, second)).containsExactly(CreditOutbox.MAX_BATCH, 3);
        assertThat(sent.subList(3, sent.size())).isEqualTo(IntStream.rangeClosed(1, CreditOutbox.MAX_BATCH).mapToObj(n -> "n" + n).toList());
    }

    private int drained() {
        try {
            return new CreditOutbox(database.source).drain(this::send);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    private void send(List<Outgoing> oldest) {
        oldest.forEach(outgoing -> sent.add(new String(outgoing.message(), UTF_8)));
    }
}
