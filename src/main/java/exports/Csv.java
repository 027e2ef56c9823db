package exports;

/** Fields of comma-separated values (RFC 4180). */
public final class Csv {

    /** A spreadsheet takes a text that begins so for a formula (OWASP, CSV injection). */
    private static final String FORMULA_STARTS = "=+-@\t\r\n";

    /** Excel takes a file that does not begin so for one of the machine's own code page, and spoils every letter beyond ASCII. */
    public static final char BYTE_ORDER_MARK = '\uFEFF';

    private Csv() {
    }

    /** A text as a field: harmless to a spreadsheet, for which a {@code '} comes before it, and in quotes where it must be. */
    public static String field(String text) {
        if (text == null || text.isEmpty()) {
            return "";
        }
        String harmless = FORMULA_STARTS.indexOf(text.charAt(0)) >= 0 ? "'" + text : text;
        boolean quoted = harmless.chars().anyMatch(c -> c == ',' || c == '"' || c == '\r' || c == '\n');
        return quoted ? '"' + harmless.replace("\"", "\"\"") + '"' : harmless;
    }
}
