package buyers;

import http.Parameters;
import http.ProblemException;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * What a buyer is known by: a phone number, an e-mail address or the id that a platform gave.
 *
 * @param text   as it was asked for
 * @param digits of a phone number without its prefix 0, 84 or +84; null: it is none
 */
record BuyerId(String text, String digits) {

    private static final int MIN_LENGTH = 3;
    private static final Pattern PHONE = Pattern.compile("\\+?[0-9][0-9 .()-]{7,18}");
    private static final Pattern PREFIX = Pattern.compile("^(0|84(?=[0-9]{9}))");

    /** A 400 for what is too short to tell one buyer from others. */
    static BuyerId of(String value) {
        String text = Parameters.text("id", value == null ? null : value.strip()).orElse("");
        if (text.length() < MIN_LENGTH) {
            throw ProblemException.badParameter("id", "a buyer's phone number, e-mail address or id at the platform, of " + MIN_LENGTH + " characters and more");
        }
        return new BuyerId(text, PHONE.matcher(text).matches() ? PREFIX.matcher(digitsOf(text)).replaceFirst("") : null);
    }

    /** Whether a value of a message is this one, however it is written. */
    boolean is(String value) {
        String stripped = value.strip();
        if (stripped.equalsIgnoreCase(text)) {
            return true;
        }
        return digits != null && PHONE.matcher(stripped).matches() && PREFIX.matcher(digitsOf(stripped)).replaceFirst("").equals(digits);
    }

    /** Whether it tells one person wherever it stands: an id of a platform may be the number of something else. */
    boolean isUnmistakable() {
        return digits != null || text.indexOf('@') > 0;
    }

    /** The ways its digits are written without anything between them; of what is no phone number none. */
    List<String> phones() {
        return digits == null ? List.of() : List.of("0" + digits, "84" + digits, digits);
    }

    /** What stands, in lower case, in any text that tells it. */
    String core() {
        return digits == null ? text.toLowerCase(Locale.ROOT) : digits;
    }

    private static String digitsOf(String text) {
        return text.replaceAll("[^0-9]", "");
    }
}
