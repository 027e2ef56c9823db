package orders;

/**
 * The same string for the same text, of texts that recur, such as statuses and shops: they are made once in a batch, and not for each
 * event. The last text of each place is kept; which others share its place changes nothing but how often one is made anew.
 */
final class RecurringTexts {

    private static final int PLACES = 256;

    private final String[] kept = new String[PLACES];

    /** The text of {@code length} characters from {@code from} on. */
    String of(char[] characters, int from, int length) {
        int hash = length;
        for (int i = from; i < from + length; i++) {
            hash = 31 * hash + characters[i];
        }
        int place = (hash ^ hash >>> 8) & PLACES - 1;
        String before = kept[place];
        if (before == null || !isSame(before, characters, from, length)) {
            before = new String(characters, from, length);
            kept[place] = before;
        }
        return before;
    }

    private static boolean isSame(String text, char[] characters, int from, int length) {
        if (text.length() != length) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            if (text.charAt(i) != characters[from + i]) {
                return false;
            }
        }
        return true;
    }
}
