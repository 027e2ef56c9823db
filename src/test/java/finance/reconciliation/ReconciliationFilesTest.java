package finance.reconciliation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.dhatim.fastexcel.reader.CellType;
import org.dhatim.fastexcel.reader.ReadableWorkbook;
import org.dhatim.fastexcel.reader.Row;
import org.junit.jupiter.api.Test;

/** What is listed and written of what was found. */
class ReconciliationFilesTest extends ReconciledDay {

    @Test
    void whatIsOpenOfAllDaysIsOneListOldestFirst() throws SQLException, IOException {
        // Given something that is open of each of three days, and something that is explained
        database.payment("vnpay:new", "none", NEXT, "1", "VND");
        database.payment("vnpay:old", "none", "2026-10-01", "2", "VND");
        database.payment("vnpay:mid", "none", DAY, "3", "VND");
        database.payment("vnpay:said", "none", DAY, "4", "VND");
        for (String day : List.of("2026-10-01", NEXT, DAY)) {
            database.reconcile(day);
        }
        explain("MISSING_ORDER", "none", "vnpay:said", "");

        // When
        LocalDate newest = database.runs.newest().orElseThrow();
        List<Item> first = database.items.openPage(newest, Items.Filter.ALL, Optional.empty(), 2);
        List<Item> second = database.items.openPage(newest, Items.Filter.ALL, Optional.of(first.get(1).keyByAge()), 2);

        // Then ages are to the end of the newest day
        assertThat(newest).isEqualTo(NEXT);
        assertThat(Stream.concat(first.stream(), second.stream()).map(item -> item.paymentId() + " " + item.ageDays()))
            .containsExactly("vnpay:old 41", "vnpay:mid 1", "vnpay:new 0");
        assertThat(database.items.openPage(newest, new Items.Filter(Optional.empty(), Optional.empty(), Optional.of("erp")), Optional.empty(), 9)).isEmpty();
        assertThat(database.items.before(LocalDate.parse(DAY))).isEqualTo(new Items.Backlog(1, 40));
        // And its files are as of the last run, each item with its own day
        assertThat(new String(database.file("open", "csv"), StandardCharsets.UTF_8).substring(1).lines().map(line -> line.substring(0, 10)))
            .containsExactly("date,class", "2026-10-01", DAY, DAY, NEXT);
    }

    @Test
    void filesAreSafeToOpenAndKeepNumbersAndIds() throws SQLException, IOException {
        // Given ids and references that are formulas, and an amount with a fraction
        database.payment("=cmd|!A0", "0012", DAY, "12.50", "USD");
        database.payment("@sum(1)", "-1+1", DAY, "1234567890123.45", "USD");
        database.payment("plain", "+84", DAY, "7", "VND");
        database.payment("a,\"b\"", "\tTab", DAY, "8", "VND");

        // When
        database.reconcile(DAY);

        // Then
        assertThat(database.file(DAY, "csv")).startsWith(0xEF, 0xBB, 0xBF);
        assertThat(new String(database.file(DAY, "csv"), StandardCharsets.UTF_8).split("\r\n")).anySatisfy(line ->
            assertThat(line).startsWith("2026-11-10,MISSING_ORDER,0012,'=cmd|!A0,,,12.50,12.50,USD,"))
            .anySatisfy(line -> assertThat(line).startsWith("2026-11-10,MISSING_ORDER,'-1+1,'@sum(1),,,1234567890123.45,"))
            .anySatisfy(line -> assertThat(line).startsWith("2026-11-10,MISSING_ORDER,'+84,plain,,,7,7,VND,"))
            .anySatisfy(line -> assertThat(line).startsWith("2026-11-10,MISSING_ORDER,'\tTab,\"a,\"\"b\"\"\",,,8,8,VND,"));
        try (ReadableWorkbook book = new ReadableWorkbook(new ByteArrayInputStream(database.file(DAY, "xlsx")))) {
            List<Row> rows = book.findSheet("items").orElseThrow().read();
            Row formula = rows.stream().filter(row -> row.getCellText(2).equals("0012")).findFirst().orElseThrow();
            assertThat(formula.getCell(3).getType()).isEqualTo(CellType.STRING);
            assertThat(formula.getCellText(3)).isEqualTo("=cmd|!A0");
            assertThat(formula.getCell(6).getType()).isEqualTo(CellType.NUMBER);
            assertThat(formula.getCellAsNumber(6).orElseThrow()).isEqualByComparingTo("12.50");
        }
    }
}
