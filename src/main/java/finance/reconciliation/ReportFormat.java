package finance.reconciliation;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Locale;

/** How a report is written. */
enum ReportFormat {

    JSON("application/json") {
        @Override
        void write(Report report, OutputStream out) throws IOException {
            JsonReport.write(report, out);
        }
    },
    CSV("text/csv; charset=utf-8") {
        @Override
        void write(Report report, OutputStream out) throws IOException {
            CsvReport.write(report, out);
        }
    },
    XLSX("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet") {
        @Override
        void write(Report report, OutputStream out) throws IOException {
            ExcelReport.write(report, out);
        }
    };

    private final String mediaType;

    ReportFormat(String mediaType) {
        this.mediaType = mediaType;
    }

    /** The same bytes for the same data; {@code out} stays open. */
    abstract void write(Report report, OutputStream out) throws IOException;

    String mediaType() {
        return mediaType;
    }

    String extension() {
        return name().toLowerCase(Locale.ROOT);
    }

    String fileName(String report) {
        return "reconciliation-" + report + "." + extension();
    }
}
