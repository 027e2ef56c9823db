package finance.erp;

/** Words of an ERP as PostgreSQL, a log and a person can have them: on one line, bounded, without control characters. */
final class Words {

    static final int MAX = 500;

    private Words() {
    }

    static String bounded(String words) {
        return bounded(words, MAX);
    }

    /** @return null for null */
    static String bounded(String words, int max) {
        if (words == null) {
            return null;
        }
        String line = words.substring(0, Math.min(words.length(), 4 * max)).replaceAll("[\\p{Cntrl}\\s]+", " ").replaceAll("\\p{Cs}", "?").strip();
        return cut(line, max);
    }

    /** The first characters of a text, no half of one among them. */
    static String cut(String text, int max) {
        if (text.length() <= max) {
            return text;
        }
        return text.substring(0, Character.isHighSurrogate(text.charAt(max - 1)) ? max - 1 : max);
    }
}
