package finance.reconciliation;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.util.Iterator;
import java.util.List;
import java.util.regex.Pattern;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.dhatim.fastexcel.Workbook;
import org.dhatim.fastexcel.Worksheet;

/**
 * A report as a workbook: the sums, and the items on as many sheets as they take. Numbers are numbers, ids are texts. fastexcel
 * writes the time of day into the file's properties, so it is written to a temporary file first and copied with the report's day
 * in its place.
 */
final class ExcelReport {

    /** Rows that Excel has on a sheet, less the heading: {@code Worksheet.MAX_ROWS} is 1,048,576. */
    static final int SHEET_ITEMS = Worksheet.MAX_ROWS - 1;
    /** Rows that fastexcel keeps in memory. */
    private static final int FLUSH_ROWS = 1000;
    /** Characters that Excel has in a cell. */
    private static final int CELL_CHARACTERS = 32_767;
    private static final String PROPERTIES = "docProps/core.xml";
    private static final Pattern CREATED = Pattern.compile("(<dcterms:created[^>]*>)[^<]*");
    private static final LocalDateTime ZIP_EPOCH = LocalDateTime.of(1980, 1, 1, 0, 0);
    private static final List<String> SUM_COLUMNS = List.of("class", "currency", "count", "sum", "oldest_age_days", "open", "explained", "settled");

    private final Workbook book;
    private Worksheet sheet;
    private int sheets;
    private int row;

    private ExcelReport(Workbook book) {
        this.book = book;
    }

    static void write(Report report, OutputStream out) throws IOException {
        Path timed = Files.createTempFile("reconciliation", ".xlsx");
        try {
            try (OutputStream file = Files.newOutputStream(timed); Workbook book = new Workbook(file, "OrderSync", "1.0")) {
                ExcelReport excel = new ExcelReport(book);
                excel.sums(report);
                excel.nextSheet();
                report.items(excel::item);
            }
            copy(timed, report.date(), out);
        } finally {
            Files.deleteIfExists(timed);
        }
    }

    private void sums(Report report) throws IOException {
        Worksheet sums = book.newWorksheet("summary");
        heading(sums, SUM_COLUMNS);
        int line = 1;
        for (ClassSum sum : report.sums()) {
            sums.inlineString(line, 0, sum.itemClass());
            text(sums, line, 1, sum.currency());
            sums.value(line, 2, sum.count());
            number(sums, line, 3, sum.sum());
            sums.value(line, 4, sum.oldestAgeDays());
            sums.value(line, 5, sum.open());
            sums.value(line, 6, sum.explained());
            sums.value(line, 7, sum.settled());
            line++;
        }
        sums.finish();
    }

    private void nextSheet() throws IOException {
        if (sheet != null) {
            sheet.finish();
        }
        sheets++;
        sheet = book.newWorksheet(sheets == 1 ? "items" : "items " + sheets);
        heading(sheet, CsvReport.COLUMNS);
        row = 0;
    }

    private void item(Item item) throws IOException {
        if (row == SHEET_ITEMS) {
            nextSheet();
        }
        row++;
        Iterator<String> texts = List.of(item.date().toString(), item.itemClass(), item.orderId(), item.paymentId(), item.subject()).iterator();
        for (int column = 0; texts.hasNext(); column++) {
            text(sheet, row, column, texts.next());
        }
        number(sheet, row, 5, item.expected());
        number(sheet, row, 6, item.actual());
        number(sheet, row, 7, item.difference());
        text(sheet, row, 8, item.currency());
        text(sheet, row, 9, item.reason());
        text(sheet, row, 10, item.owner());
        text(sheet, row, 11, item.since() == null ? null : item.since().toString());
        sheet.value(row, 12, item.ageDays());
        text(sheet, row, 13, item.state());
        text(sheet, row, 14, item.note());
        if (row % FLUSH_ROWS == 0) {
            sheet.flush();
        }
    }

    private static void heading(Worksheet sheet, List<String> columns) {
        for (int column = 0; column < columns.size(); column++) {
            sheet.inlineString(0, column, columns.get(column));
        }
        sheet.freezePane(0, 1);
    }

    private static void number(Worksheet sheet, int row, int column, String amount) {
        if (amount != null) {
            sheet.value(row, column, new BigDecimal(amount));
        }
    }

    private static void text(Worksheet sheet, int row, int column, String text) {
        if (text != null && !text.isEmpty()) {
            sheet.inlineString(row, column, text.length() > CELL_CHARACTERS ? text.substring(0, CELL_CHARACTERS) : text);
        }
    }

    private static void copy(Path timed, LocalDate date, OutputStream out) throws IOException {
        try (ZipFile from = new ZipFile(timed.toFile())) {
            ZipOutputStream to = new ZipOutputStream(out);
            for (ZipEntry entry : from.stream().toList()) {
                ZipEntry same = new ZipEntry(entry.getName());
                same.setTimeLocal(ZIP_EPOCH);
                to.putNextEntry(same);
                try (InputStream content = from.getInputStream(entry)) {
                    if (entry.getName().equals(PROPERTIES)) {
                        String properties = new String(content.readAllBytes(), UTF_8);
                        to.write(CREATED.matcher(properties).replaceFirst("$1" + date + "T00:00:00Z").getBytes(UTF_8));
                    } else {
                        content.transferTo(to);
                    }
                }
                to.closeEntry();
            }
            to.finish();
        }
    }
}
