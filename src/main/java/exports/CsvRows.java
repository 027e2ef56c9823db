package exports;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.math.BigDecimal;
import java.util.List;

/** CSV (RFC 4180) in UTF-8 with a byte-order mark, of which no text is a formula to a spreadsheet; numbers are plain. */
final class CsvRows implements Rows {

    private final Writer csv;

    CsvRows(List<String> columns, OutputStream out) throws IOException {
        this.csv = new BufferedWriter(new OutputStreamWriter(out, UTF_8));
        csv.append(Csv.BYTE_ORDER_MARK).append(String.join(",", columns)).append("\r\n");
    }

    @Override
    public void row(List<Object> cells) throws IOException {
        String separator = "";
        for (Object cell : cells) {
            csv.append(separator).append(text(cell));
            separator = ",";
        }
        csv.append("\r\n");
    }

    private static String text(Object cell) {
        if (cell == null) {
            return "";
        }
        if (cell instanceof BigDecimal number) {
            return number.toPlainString();
        }
        return cell instanceof Number ? cell.toString() : Csv.field(cell.toString());
    }

    @Override
    public void end() throws IOException {
        csv.flush();
    }
}
