package mappings;

/** Thrown where a status word has no row in the channel's {@code status.csv}. */
final class UnknownStatus extends MappingFailure {

    private static final int WORD_MAX_CHARS = 100;

    private final String word;

    UnknownStatus(String word) {
        super("a status word has no row in status.csv");
        this.word = word;
    }

    /** The word, cut to a length, with ? for what would break a log line or is half a character. */
    String word() {
        String printable = word.replaceAll("[\\p{Cc}\\p{Cf}\\p{Cs}\\p{Zl}\\p{Zp}\"]", "?");
        return printable.length() <= WORD_MAX_CHARS ? printable : printable.substring(0, WORD_MAX_CHARS) + "…";
    }
}
