package mappings;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.dataformat.csv.CsvMapper;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * A channel's {@code status.csv}: its words, and ours. Words compare in any case. A cell may stand in quotes (RFC 4180), but
 * no row is longer than a line.
 *
 * <pre>
 * word,status,note
 * # the way to the buyer
 * unpaid,PENDING,the buyer has not paid yet
 * </pre>
 */
final class StatusTable {

    static final String FILE = "status.csv";
    /** In place of a status: the word changes none. */
    static final String UNCHANGED = "UNCHANGED";
    /** In place of a status: the word takes back the return or cancellation that was asked for. */
    static final String PREVIOUS = "PREVIOUS";

    private static final String HEADING = "word,status,note";
    private static final Pattern OTHER_HEADING = Pattern.compile("\"?word\"?\\s*[;\t|]\\s*\"?status\"?.*");
    private static final ObjectReader CSV = new CsvMapper().readerForArrayOf(String.class);
    private static final Set<String> MEANINGS = meanings();

    /** By the word in lower case. */
    private final Map<String, Row> rows;

    /** @param line where it stands in the file, from 1 */
    record Row(String word, String status, int line) { }

    private StatusTable(Map<String, Row> rows) {
        this.rows = rows;
    }

    /**
     * Reads a table; what is wrong with it is added to {@code faults}.
     *
     * @param place the file's name for faults
     */
    static StatusTable read(String place, String text, List<Fault> faults) {
        Map<String, Row> rows = new LinkedHashMap<>();
        List<String> lines = text.lines().toList();
        String heading = lines.isEmpty() ? "" : lines.get(0).strip();
        if (OTHER_HEADING.matcher(heading).matches()) {
            faults.add(new Fault(place + ":1", "the cells are not separated with commas", "Separate them with commas in every line; this one is " + HEADING));
            return new StatusTable(rows);
        }
        if (!heading.replace("\"", "").equals(HEADING)) {
            faults.add(new Fault(place + ":1", "the first line is not the heading", "Write " + HEADING + " there"));
        }
        for (int i = 1; i < lines.size(); i++) {
            String line = lines.get(i).strip();
            if (!line.isEmpty() && !line.startsWith("#")) {
                readRow(place + ":" + (i + 1), i + 1, line, rows, faults);
            }
        }
        return new StatusTable(rows);
    }

    private static void readRow(String place, int line, String text, Map<String, Row> rows, List<Fault> faults) {
        String[] cells;
        try {
            cells = CSV.readValue(text);
        } catch (JsonProcessingException broken) {
            faults.add(new Fault(place, "a quote is not closed, or text follows it in its cell", "Put all of the cell in quotes, or take the quote out"));
            return;
        }
        if (cells.length < 2 || cells[0].isBlank()) {
            faults.add(new Fault(place, "a row needs a word and a status", "Write it as word,status,note"));
            return;
        }
        Row row = new Row(cells[0].strip(), cells[1].strip(), line);
        if (!MEANINGS.contains(row.status)) {
            faults.add(new Fault(place, "\"" + row.status + "\" is none of our statuses", "Use one of " + String.join(", ", MEANINGS)));
        }
        Row earlier = rows.putIfAbsent(row.word.toLowerCase(Locale.ROOT), row);
        if (earlier != null) {
            faults.add(new Fault(place, "the word \"" + row.word + "\" stands in line " + earlier.line + " already", "Keep one of them"));
        }
    }

    private static Set<String> meanings() {
        List<String> words = new ArrayList<>(List.of(UNCHANGED, PREVIOUS));
        for (CanonicalStatus status : CanonicalStatus.values()) {
            words.add(status.name());
        }
        return new TreeSet<>(words);
    }

    /**
     * Our status for the channel's word: a {@link CanonicalStatus}, {@link #UNCHANGED} or {@link #PREVIOUS}.
     *
     * @throws UnknownStatus where the table has no row for it
     */
    String status(String word) {
        Row row = rows.get(word);
        if (row == null) {
            row = rows.get(word.toLowerCase(Locale.ROOT));
        }
        if (row == null) {
            throw new UnknownStatus(word);
        }
        return row.status;
    }

    /** Whether {@link #status} could give this. */
    static boolean isMeaning(String text) {
        return MEANINGS.contains(text);
    }

    boolean has(String word) {
        return rows.containsKey(word.toLowerCase(Locale.ROOT));
    }

    /** Whether a meaning of a word is no status. */
    static boolean isNone(String meaning) {
        return meaning.equals(UNCHANGED) || meaning.equals(PREVIOUS);
    }

    List<Row> rows() {
        return List.copyOf(rows.values());
    }
}
