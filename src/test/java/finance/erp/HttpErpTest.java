package finance.erp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import finance.ErpBooks;
import finance.ErpBooks.Behaviour;
import finance.FinanceOn;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.time.Duration;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Whatever an ERP does to a call, its posting ends booked exactly once, or refused with a reason. */
@QuarkusTest
@TestProfile(FinanceOn.class)
class HttpErpTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @Inject
    DataSource database;

    ErpBooks books;

    private PostingRows postings;

    @BeforeEach
    void connect() {
        postings = new PostingRows(database);
    }

    @ParameterizedTest
    @EnumSource(value = Behaviour.class, mode = EnumSource.Mode.EXCLUDE, names = "REFUSE")
    void whateverHappensToTheCallThePostingIsBookedOnce(Behaviour behaviour) {
        // Given
        String order = PostingRows.newOrder();
        books.tell(order, behaviour);

        // When
        String key = postings.invoice(FinanceOn.TO_HTTP, order);

        // Then
        awaitStatus(key, "CONFIRMED");
        assertThat(books.booked(postings.reference(key))).containsExactly(postings.column("document_number", key));
        assertThat(postings.steps(key)).startsWith("CREATED", "SENT").endsWith("CONFIRMED");
    }

    private void awaitStatus(String key, String status) {
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(postings.status(key)).as(key + " " + postings.column("reason", key)).isEqualTo(status));
    }
}
