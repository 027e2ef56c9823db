package finance.erp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import finance.FinanceOn;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.sql.DataSource;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Postings that go out in files. */
@QuarkusTest
@TestProfile(FinanceOn.class)
class FileErpTest {

    @Inject
    DataSource database;

    @ConfigProperty(name = "ordersync.erp.file.directory")
    Path directory;

    private PostingRows postings;

    @BeforeEach
    void connect() {
        postings = new PostingRows(database);
    }

    @Test
    void theWholeOfAnOrderIsInOneFileWithItsControlTotal() throws IOException {
        // When
        String order = PostingRows.newOrder();
        postings.execute("""
            insert into erp_posting (business_key, kind, platform, shop_id, order_id, amount, currency, posting_date, document)
            values (?, 'CUSTOMER_INVOICE', ?, 's', ?, 110000, 'VND', '2026-11-20', ?::jsonb), (?, 'INCOMING_PAYMENT', ?, 's', ?, 110000, 'VND', '2026-11-20', '{}')""",
            order + "-1", FinanceOn.TO_FILE, order, PostingRows.LINES, order + "-2", FinanceOn.TO_FILE, order);

        // Then
        awaitStatus(order + "-2", "CONFIRMED");
        String number = postings.column("document_number", order + "-1");
        String name = number.substring(0, number.indexOf(':'));
        List<String> lines = Files.readAllLines(directory.resolve(name));
        assertThat(number).isEqualTo(name + ":2");
        assertThat(postings.column("document_number", order + "-2")).isEqualTo(name + ":3");
        assertThat(lines.get(1)).startsWith("2," + postings.reference(order + "-1") + "," + order + "-1,CUSTOMER_INVOICE,").contains(",110000,VND,100000,10000,0,");
        assertThat(lines.get(2)).startsWith("3," + postings.reference(order + "-2"));
        assertThat(lines.get(3)).startsWith("TOTAL,2,").contains(",220000,VND,");
        assertThat(directory.resolve("." + name + ".part")).doesNotExist();
    }

    @Test
    void aFileThatWasDeliveredBeforeTheProcessDiedIsNotWrittenAgain() throws IOException {
        // Given: renamed, taken by the ERP, and not confirmed
        Files.createDirectories(directory);
        Files.createFile(directory.resolve(".delivered.csv.begun"));
        String key = doubtful("delivered.csv:2");

        // Then
        awaitStatus(key, "CONFIRMED");
        assertThat(postings.column("document_number", key)).isEqualTo("delivered.csv:2");
        assertThat(postings.steps(key)).doesNotContain("SENT");
    }

    @Test
    void aDirectoryThatKnowsNothingOfAFileProvesNothing() throws IOException {
        // Given: it was written on another host, or to what is not mounted
        String key = doubtful("elsewhere.csv:2");
        await().untilAsserted(() -> assertThat(postings.column("reason", key)).contains("neither elsewhere.csv nor"));
        assertThat(postings.status(key)).isEqualTo("IN_DOUBT");

        // When it is there
        Files.createDirectories(directory);
        Files.writeString(directory.resolve("elsewhere.csv"), "line\r\n");

        // Then
        awaitStatus(key, "CONFIRMED");
        assertThat(postings.column("document_number", key)).isEqualTo("elsewhere.csv:2");
    }

    @Test
    void aFileThatWasNotYetRenamedIsNeverDeliveredAndItsPostingsGoIntoAnother() throws IOException {
        // Given two postings of it, of which the second is asked about later
        Files.createDirectories(directory);
        Files.writeString(directory.resolve(".unfinished.csv.part"), "line\r\n");
        String first = doubtful("unfinished.csv:2");
        awaitStatus(first, "CONFIRMED");

        // When
        String second = doubtful("unfinished.csv:3");

        // Then
        awaitStatus(second, "CONFIRMED");
        assertThat(List.of(postings.column("document_number", first), postings.column("document_number", second))).noneMatch(number -> number.startsWith("unfinished"));
        assertThat(directory.resolve("unfinished.csv")).doesNotExist();
    }

    @Test
    void aPostingWhoseFileWasNotNotedIsWritten() {
        // When: the process died before
        String key = doubtful(null);

        // Then
        awaitStatus(key, "CONFIRMED");
        assertThat(postings.column("document_number", key)).startsWith("postings-");
    }

    /** A posting of a process that died. */
    private String doubtful(String number) {
        String order = PostingRows.newOrder();
        postings.execute("""
            insert into erp_posting (business_key, kind, platform, shop_id, order_id, amount, currency, posting_date, status, erp, attempts, document_number, sent_at)
            values (?, 'INCOMING_PAYMENT', ?, 's', ?, 1, 'VND', '2026-11-20', 'IN_DOUBT', 'file', 1, ?, now())""", order, FinanceOn.TO_FILE, order, number);
        return order;
    }

    private void awaitStatus(String key, String status) {
        await().untilAsserted(() -> assertThat(postings.status(key)).as(key + " " + postings.column("reason", key)).isEqualTo(status));
    }
}
