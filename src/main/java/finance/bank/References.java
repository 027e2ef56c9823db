package finance.bank;

import java.util.LinkedHashSet;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The words of a line that can name a payment or an order. What payers write holds their names, which are not kept: of free
 * text only words with a digit are taken, of references every word.
 */
final class References {

    /** A shorter word is in too many lines by chance. */
    static final int WORD_MIN_CHARS = 6;
    private static final int WORD_MAX_CHARS = 100;
    private static final int WORDS_MAX = 40;
    private static final Pattern APART = Pattern.compile("[\\s,;|()\\[\\]{}<>\"'\\p{Cntrl}]+");
    private static final Pattern PARTS = Pattern.compile("[:/=#]+");
    private static final Pattern AROUND = Pattern.compile("^[^\\p{L}\\p{N}]+|[^\\p{L}\\p{N}]+$");
    private static final Pattern DIGIT = Pattern.compile("\\d");
    /** ISO 20022's word for an end-to-end reference that nobody gave. */
    private static final String NOT_PROVIDED = "NOTPROVIDED";

    private final Set<String> words = new LinkedHashSet<>();

    /** A reference that somebody gave to the payment. */
    void reference(String text) {
        words(text, false);
    }

    /** What somebody wrote about it. */
    void freeText(String text) {
        words(text, true);
    }

    void addAll(References others) {
        others.words.forEach(this::add);
    }

    /** Null: there are none. */
    String text() {
        return words.isEmpty() ? null : String.join(" ", words);
    }

    /** A word counts as a whole, and in its parts where a colon, slash, equals sign or # parts it, as in {@code ref:SO-5001}. */
    private void words(String text, boolean needsDigit) {
        for (String word : APART.split(text)) {
            take(word, needsDigit);
            for (String part : PARTS.split(word)) {
                take(part, needsDigit);
            }
        }
    }

    private void take(String word, boolean needsDigit) {
        String bare = AROUND.matcher(word).replaceAll("");
        if (bare.length() >= WORD_MIN_CHARS && bare.length() <= WORD_MAX_CHARS && !bare.equals(NOT_PROVIDED)
            && (!needsDigit || DIGIT.matcher(bare).find())) {
            add(bare);
        }
    }

    private void add(String word) {
        if (words.size() < WORDS_MAX) {
            words.add(word);
        }
    }
}
