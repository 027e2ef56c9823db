package live;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Up to where a screen has been told; the id of an event.
 *
 * @param ended all transactions before this one had ended
 * @param life  PostgreSQL's, which a crash ends: the numbers of transactions that it undoes are given anew
 */
record StreamPosition(long ended, long life) {

    private static final Pattern TEXT = Pattern.compile("(\\d{1,18})-(\\d{1,18})");

    /** @throws IllegalArgumentException it is none */
    static StreamPosition of(String text) {
        Matcher parts = TEXT.matcher(text);
        if (!parts.matches()) {
            throw new IllegalArgumentException("no position: " + text);
        }
        return new StreamPosition(Long.parseLong(parts.group(1)), Long.parseLong(parts.group(2)));
    }

    @Override
    public String toString() {
        return ended + "-" + life;
    }
}
