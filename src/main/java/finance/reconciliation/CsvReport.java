package finance.reconciliation;

import static java.nio.charset.StandardCharsets.UTF_8;

import exports.Csv;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.util.List;

/**
 * The items of a report as CSV (UTF-8 with a byte-order mark); amounts are plain numbers.
 */
final class CsvReport {

    static final List<String> COLUMNS = List.of("date", "class", "order_id", "payment_id", "subject", "expected", "actual", "difference", "currency",
        "reason", "owner", "since", "age_days", "state", "note");

    private CsvReport() {
    }

    static void write(Report report, OutputStream out) throws IOException {
        Writer csv = new BufferedWriter(new OutputStreamWriter(out, UTF_8));
        csv.append(Csv.BYTE_ORDER_MARK).append(String.join(",", COLUMNS)).append("\r\n");
        report.items(item -> {
            csv.append(item.date().toString());
            for (String text : List.of(item.itemClass(), item.orderId(), item.paymentId(), item.subject())) {
                csv.append(',').append(Csv.field(text));
            }
            number(csv, item.expected());
            number(csv, item.actual());
            number(csv, item.difference());
            csv.append(',').append(Csv.field(item.currency())).append(',').append(Csv.field(item.reason())).append(',').append(Csv.field(item.owner()));
            csv.append(',').append(item.since() == null ? "" : item.since().toString());
            csv.append(',').append(Long.toString(item.ageDays())).append(',').append(item.state()).append(',').append(Csv.field(item.note()));
            csv.append("\r\n");
        });
        csv.flush();
    }

    private static void number(Writer csv, String amount) throws IOException {
        csv.append(',').append(amount == null ? "" : amount);
    }
}
