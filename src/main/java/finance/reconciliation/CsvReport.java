package finance.reconciliation;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.util.List;

/**
 * The items of a report as CSV (RFC 4180, UTF-8). A text that a spreadsheet would take for a formula has a {@code '} before it
 * (OWASP, CSV injection); amounts are plain numbers.
 */
final class CsvReport {

    static final List<String> COLUMNS = List.of("date", "class", "order_id", "payment_id", "subject", "expected", "actual", "difference", "currency",
        "reason", "owner", "since", "age_days", "state", "note");
    private static final String FORMULA_STARTS = "=+-@\t\r\n";

    private CsvReport() {
    }

    static void write(Report report, OutputStream out) throws IOException {
        Writer csv = new BufferedWriter(new OutputStreamWriter(out, UTF_8));
        csv.append(String.join(",", COLUMNS)).append("\r\n");
        report.items(item -> {
            csv.append(report.date().toString());
            for (String text : List.of(item.itemClass(), item.orderId(), item.paymentId(), item.subject())) {
                csv.append(',').append(field(text));
            }
            number(csv, item.expected());
            number(csv, item.actual());
            number(csv, item.difference());
            csv.append(',').append(field(item.currency())).append(',').append(field(item.reason())).append(',').append(field(item.owner()));
            csv.append(',').append(item.since() == null ? "" : item.since().toString());
            csv.append(',').append(Long.toString(item.ageDays())).append(',').append(item.state()).append(',').append(field(item.note()));
            csv.append("\r\n");
        });
        csv.flush();
    }

    private static void number(Writer csv, String amount) throws IOException {
        csv.append(',').append(amount == null ? "" : amount);
    }

    /** A text as a field: harmless to a spreadsheet, and in quotes where it must be. */
    static String field(String text) {
        if (text == null || text.isEmpty()) {
            return "";
        }
        String harmless = FORMULA_STARTS.indexOf(text.charAt(0)) >= 0 ? "'" + text : text;
        boolean quoted = harmless.chars().anyMatch(c -> c == ',' || c == '"' || c == '\r' || c == '\n');
        return quoted ? '"' + harmless.replace("\"", "\"\"") + '"' : harmless;
    }
}
