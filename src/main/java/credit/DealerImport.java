package credit;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import com.fasterxml.jackson.dataformat.csv.CsvParser;
import http.Parameters;
import http.Problem;
import http.ProblemException;
import http.ProblemType;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;

/**
 * Dealers from a CSV file (RFC 4180, UTF-8), all or none. The first line names the columns; a parent may come after its children.
 */
@ApplicationScoped
class DealerImport {

    /** Without this column each dealer stays below whom it is. */
    private static final String PARENT = "parent";
    static final List<String> COLUMNS = List.of("customer_id", "name", "limit", "currency", "terms_days", "grace_days", PARENT);
    /** Faults that one answer names; the rest is told when those are mended. */
    static final int MAX_FAULTS = 100;

    private static final CsvMapper CSV = CsvMapper.builder().enable(CsvParser.Feature.WRAP_AS_ARRAY).enable(CsvParser.Feature.SKIP_EMPTY_LINES).build();
    /** What a spreadsheet may write for commas. It is not read so: beside semicolons stand amounts such as 500.000, which would be 500. */
    private static final Map<String, String> SEPARATORS = Map.of(";", "semicolons", "\t", "tabs");
    private static final String BYTE_ORDER_MARK = "\uFEFF";

    private final Dealers dealers;
    private final CreditApiConfig config;

    DealerImport(Dealers dealers, CreditApiConfig config) {
        this.dealers = dealers;
        this.config = config;
    }

    /** What is wrong in the file. The line is the one on which the row begins, the first is 1; column is null where it is the whole row. */
    record Fault(int line, String column, String detail) { }

    /** The file was not imported. */
    static final class FaultyException extends RuntimeException {

        private final transient List<Fault> faults;

        FaultyException(List<Fault> faults) {
            super("A file of dealers has faults", null, false, false);
            this.faults = List.copyOf(faults.subList(0, Math.min(faults.size(), MAX_FAULTS)));
        }

        List<Fault> faults() {
            return faults;
        }
    }

    /** How many rows there were of each kind. */
    record Report(int rows, int created, int changed) { }

    /** @throws FaultyException names line and column of each fault; nothing was changed */
    Report read(byte[] file) throws SQLException {
        Rows rows = new Rows(config.importRows());
        rows.read(text(file));
        rows.refuseFaults();
        try {
            Dealers.Outcome outcome = dealers.apply(rows.terms, rows.header.contains(PARENT));
            return new Report(rows.terms.size(), outcome.created().size(), outcome.changed().size());
        } catch (ImpossibleDealersException impossible) {
            throw new FaultyException(impossible.faults().stream()
                .map(fault -> new Fault(rows.lines.get(fault.row()), fault.field(), fault.detail())).toList());
        }
    }

    private static String text(byte[] file) {
        try {
            String text = UTF_8.newDecoder().decode(ByteBuffer.wrap(file == null ? new byte[0] : file)).toString();
            return text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text;
        } catch (CharacterCodingException e) {
            throw ProblemException.badParameter("The body", "CSV in UTF-8");
        }
    }

    /** The rows of one file, as far as they are right. */
    private static final class Rows {

        private final int maxRows;
        private final List<DealerTerms> terms = new ArrayList<>();
        /** Of each of the terms, where it stands. */
        private final List<Integer> lines = new ArrayList<>();
        private final List<Fault> faults = new ArrayList<>();
        private final Map<String, Integer> lineOf = new HashMap<>();
        private List<String> header;

        Rows(int maxRows) {
            this.maxRows = maxRows;
        }

        void read(String file) {
            int line = 1;
            try (CsvParser parser = CSV.getFactory().createParser(file)) {
                parser.nextToken();
                while (faults.size() < MAX_FAULTS && parser.nextToken() == JsonToken.START_ARRAY) {
                    line = parser.currentLocation().getLineNr();
                    row(line, cells(parser));
                }
            } catch (JsonProcessingException broken) {
                faults.add(new Fault(line, null, "This row is no CSV: a quote is open or out of place."));
            } catch (IOException impossible) {
                throw new IllegalStateException("A string could not be read", impossible);
            }
            if (header == null && faults.isEmpty()) {
                faults.add(new Fault(1, null, "The file is empty: its first line must name the columns " + String.join(",", COLUMNS) + "."));
            }
        }

        private static List<String> cells(CsvParser parser) throws IOException {
            List<String> cells = new ArrayList<>();
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                cells.add(parser.getText().strip());
            }
            return cells;
        }

        void refuseFaults() {
            if (!faults.isEmpty()) {
                throw new FaultyException(faults);
            }
        }

        private void row(int line, List<String> cells) {
            if (header == null) {
                header(line, cells);
            } else if (cells.size() != header.size()) {
                faults.add(new Fault(line, null, "The row has " + cells.size() + " cells, the first line " + header.size() + "."));
            } else if (terms.size() == maxRows) {
                throw new ProblemException(Problem.of(413, ProblemType.TOO_MANY_ROWS, "The file has more than " + maxRows
                    + " rows (ordersync.credit.import-rows). Nothing was imported; split it, parents first."));
            } else {
                dealer(new Row(line, cells));
            }
        }

        private void header(int line, List<String> cells) {
            header = cells;
            SEPARATORS.forEach((separator, called) -> {
                if (cells.size() == 1 && cells.get(0).contains(separator)) {
                    faults.add(new Fault(line, null, "The columns seem to be separated by " + called + ", not by commas. Save the file with commas (Excel"
                        + " writes the list separator of the system's regional settings), and amounts without separators of thousands."));
                }
            });
            refuseFaults();
            for (String name : COLUMNS) {
                if (!header.contains(name) && !name.equals(PARENT)) {
                    faults.add(new Fault(line, name, "The column is missing."));
                }
            }
            for (String name : header) {
                if (!COLUMNS.contains(name) || header.indexOf(name) != header.lastIndexOf(name)) {
                    faults.add(new Fault(line, name, "The columns are " + String.join(",", COLUMNS) + ", each once."));
                }
            }
            refuseFaults();
        }

        private void dealer(Row row) {
            int before = faults.size();
            String id = row.cell("customer_id", Customers::id);
            String name = row.cell("name", (column, text) -> Parameters.text(column, text)
                .orElseThrow(() -> ProblemException.badParameter(column, "given")));
            String currency = row.cell("currency", Amounts::currency);
            BigDecimal limit = row.cell("limit", (column, text) -> Amounts.notNegative(column, Amounts.of(column, text, currency)));
            Integer terms = row.cell("terms_days", DealerTerms::days);
            Integer grace = row.cell("grace_days", DealerTerms::days);
            String parent = row.cell(PARENT, (column, text) -> text.isEmpty() ? null : Customers.id(column, text));
            Integer earlier = id == null ? null : lineOf.putIfAbsent(id, row.line);
            if (earlier != null) {
                faults.add(new Fault(row.line, "customer_id", id + " stands on line " + earlier + " already."));
            }
            if (faults.size() == before) {
                lines.add(row.line);
                this.terms.add(new DealerTerms(id, name, limit, currency, terms, grace, parent));
            }
        }

        private final class Row {

            private final int line;
            private final List<String> cells;

            Row(int line, List<String> cells) {
                this.line = line;
                this.cells = cells;
            }

            /** What is read of a cell; null where that is a fault. A column that is not there reads as empty. */
            <T> T cell(String column, BiFunction<String, String, T> reader) {
                int index = header.indexOf(column);
                try {
                    return reader.apply(column, index < 0 ? "" : cells.get(index));
                } catch (ProblemException fault) {
                    faults.add(new Fault(line, column, fault.problem().detail()));
                    return null;
                }
            }
        }
    }
}
