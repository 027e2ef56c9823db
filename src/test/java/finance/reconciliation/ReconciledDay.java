package finance.reconciliation;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** Of each test the tables are empty, and {@link #DAY} is its own. */
abstract class ReconciledDay {

    static final String DAY = "2026-11-10";
    static final String NEXT = "2026-11-11";

    @TempDir
    static Path directory;
    static ReconciliationDatabase database;

    @BeforeAll
    static void open() throws SQLException {
        database = new ReconciliationDatabase("reconciliation", directory);
    }

    @AfterAll
    static void close() {
        database.close();
    }

    @BeforeEach
    void clear() throws SQLException {
        database.within("0").inSlicesOf(20_000)
            .execute("truncate orders, payment, erp_posting, bank_line, reconciliation, reconciliation_item, reconciliation_work");
    }

    static void explain(String... key) {
        assertThat(database.items.explain(LocalDate.parse(DAY), List.of(key), "Paid in cash, see voucher 118")).isPresent();
    }

    static String one(String query) {
        return database.sql.query(query, row -> row.getString(1)).get(0);
    }
}
