package exports;

import http.ProblemException;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;

/** A file that a list is exported as. */
public enum ExportFormat {

    CSV("csv", ExportFormat.CSV_TYPE) {
        @Override
        Rows rows(String name, List<String> columns, OutputStream out) throws IOException {
            return new CsvRows(columns, out);
        }
    },
    XLSX("xlsx", ExportFormat.XLSX_TYPE) {
        @Override
        Rows rows(String name, List<String> columns, OutputStream out) {
            return new ExcelRows(name, columns, out);
        }
    };

    public static final String CSV_TYPE = "text/csv";
    public static final String XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

    final String extension;
    final String mediaType;

    ExportFormat(String extension, String mediaType) {
        this.extension = extension;
        this.mediaType = mediaType;
    }

    abstract Rows rows(String name, List<String> columns, OutputStream out) throws IOException;

    /** @throws ProblemException 400: it is neither csv nor xlsx */
    public static ExportFormat of(String format) {
        for (ExportFormat one : values()) {
            if (one.extension.equals(format)) {
                return one;
            }
        }
        throw ProblemException.badParameter("format", "csv or xlsx");
    }
}
