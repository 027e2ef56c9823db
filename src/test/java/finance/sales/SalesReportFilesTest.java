package finance.sales;

import static org.assertj.core.api.Assertions.assertThat;

import finance.bank.BankDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SalesReportFilesTest {

    private static final SlaConfig SLA = new Hours(48, 168, 24);
    private static BankDatabase database;

    @TempDir
    Path directory;

    private record Hours(int shipHours, int deliverHours, int postingHours) implements SlaConfig { }

    @BeforeAll
    static void open() throws SQLException {
        database = new BankDatabase("sales_report_files", Map.of());
    }

    @BeforeEach
    void clear() throws SQLException {
        database.clear();
    }

    @AfterAll
    static void close() throws SQLException {
        database.close();
    }

    @Test
    void aNightWritesWhatTheNightsBeforeItLeft() throws SQLException, IOException {
        // Given a week of which one night failed, and one after its first file
        for (int day = 10; day <= 21; day++) {
            night("2026-11-" + day).writeNightly();
        }
        Files.delete(directory.resolve("sales-2026-11-14.json"));
        Files.delete(directory.resolve("sales-2026-11-14.csv"));
        Files.delete(directory.resolve("sales-2026-11-18.csv"));
        Path written = Files.writeString(directory.resolve("sales-2026-11-17.json"), "as that night wrote it");

        // When
        night("2026-11-22").writeNightly();

        // Then all are there but what is older than a week, and what was there stays
        assertThat(names()).contains("sales-2026-11-18.csv", "sales-2026-11-21.json", "sales-2026-11-21.csv")
            .doesNotContain("sales-2026-11-14.json", "sales-2026-11-14.csv");
        assertThat(written).hasContent("as that night wrote it");
    }

    @Test
    void aDayOfWhichMoreWasPostedSinceIsWrittenAgain() throws SQLException, IOException {
        // Given days of which all was posted in time, an invoice came late, or what came late is a payment
        night("2026-11-22").writeNightly();
        Path inTime = Files.writeString(directory.resolve("sales-2026-11-18.csv"), "as that night wrote it");
        Path late = Files.writeString(directory.resolve("sales-2026-11-19.csv"), "as that night wrote it");
        Path paid = Files.writeString(directory.resolve("sales-2026-11-20.csv"), "as that night wrote it");
        for (String name : names()) {
            Files.setLastModifiedTime(directory.resolve(name), FileTime.from(Instant.parse("2026-11-22T00:30:00Z")));
        }
        String posting = "insert into erp_posting (business_key, kind, platform, shop_id, order_id, amount, currency, posting_date, created_at) "
            + "values (?, ?, 'shop', 's1', ?, 100, 'VND', ?::date, ?::timestamptz)";
        database.execute(posting, "a", "CUSTOMER_INVOICE", "a", "2026-11-18", "2026-11-18T20:00:00Z");
        database.execute(posting, "b", "CUSTOMER_INVOICE", "b", "2026-11-19", "2026-11-22T05:00:00Z");
        database.execute(posting, "c", "INCOMING_PAYMENT", "c", "2026-11-20", "2026-11-22T05:00:00Z");

        // When
        night("2026-11-23").writeNightly();

        // Then
        assertThat(late).content().contains("2026-11-19,sales,shop,s1,VND,1,100");
        assertThat(inTime).hasContent("as that night wrote it");
        assertThat(paid).hasContent("as that night wrote it");
    }

    @Test
    void theFirstNightWritesAWeek() throws SQLException, IOException {
        // When
        night("2026-11-22").writeNightly();

        // Then
        assertThat(names()).hasSize(14).startsWith("sales-2026-11-15.csv", "sales-2026-11-15.json").endsWith("sales-2026-11-21.csv", "sales-2026-11-21.json");
    }

    private SalesReportFiles night(String day) {
        SalesReports reports = new SalesReports(database.pool, database.finance, SLA, 90, Clock.fixed(Instant.parse(day + "T00:30:00Z"), ZoneOffset.UTC));
        return new SalesReportFiles(reports, () -> directory);
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(file -> file.getFileName().toString()).sorted().toList();
        }
    }
}
