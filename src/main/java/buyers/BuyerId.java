package buyers;

import http.Parameters;
import http.ProblemException;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import orders.PhoneNumber;

/**
 * What a buyer is known by: a phone number, an e-mail address or the id that a platform gave.
 *
 * @param text     as it was asked for
 * @param digits   of a phone number without its prefix 0, 84, 0084 or +84; null: it is none
 * @param within   finds a phone number or an e-mail address within words, and not within a longer one; Java and PostgreSQL read it alike.
 *                 Null: an id, which may be the number of something else
 * @param platform whose id it is, for another one's customer 1001 is somebody else; null: a phone number or an e-mail address
 */
record BuyerId(String text, String digits, Pattern within, String platform) {

    private static final int MIN_LENGTH = 3;
    private static final int MIN_DIGITS = 8;
    /** What is written between the digits of a phone number; one is a blank that does not break. */
    private static final String BETWEEN = "[ .()+/\u00a0-]{0,4}";
    private static final Pattern MAIL = Pattern.compile("[^@\\s]+@[^@\\s]+\\.[^@\\s.]{2,}");
    /** A number that somebody counted may begin like Vietnam's; written with 0 or + it is meant to be called. */
    private static final Pattern ID = Pattern.compile("[1-9][0-9]*");
    private static final Pattern ENCODED = Pattern.compile("%([0-9a-fA-F]{2})");

    /**
     * A phone number or an e-mail address where {@code ofPlatform} is null or empty, else that platform's id, which may also be digits that
     * begin with 84; a 400 for what does not tell one buyer from others.
     */
    static BuyerId of(String value, String ofPlatform) {
        String platform = Parameters.text("platform", ofPlatform == null ? null : ofPlatform.strip().toLowerCase(Locale.ROOT)).orElse(null);
        String text = Parameters.text("id", value == null ? null : value.strip()).orElse("");
        String all = PhoneNumber.digits(text);
        boolean isForeign = PhoneNumber.isForeign(text);
        boolean isPhone = PhoneNumber.isLike(text) && (isForeign || PhoneNumber.hasPrefix(all));
        String digits = isForeign ? all : PhoneNumber.withoutPrefix(all);
        boolean isMail = MAIL.matcher(text).matches();
        if (platform != null) {
            if (text.isEmpty()) {
                throw ProblemException.badParameter("id", "the buyer's id at the platform");
            }
            if (isMail || isPhone && !ID.matcher(text).matches()) {
                throw ProblemException.badParameter("platform", "left out with a phone number or an e-mail address, which are looked for everywhere");
            }
            return new BuyerId(text, null, null, platform);
        }
        if (text.length() < MIN_LENGTH || text.indexOf('@') >= 0 && !isMail || PhoneNumber.isLike(text) && all.length() < MIN_DIGITS) {
            throw ProblemException.badParameter("id",
                "a buyer's whole phone number, whole e-mail address or id at the platform, of " + MIN_LENGTH + " characters and more");
        }
        if (isPhone) {
            return new BuyerId(text, digits, pattern(phoneWithin(isForeign ? "" : "((00)?84" + BETWEEN + "0?|0)" + BETWEEN, digits)), null);
        }
        if (!isMail) {
            throw ProblemException.badParameter("platform", "given with an id that is neither a phone number nor an e-mail address, such as"
                + " ?platform=tiki: elsewhere the id is another person's");
        }
        return new BuyerId(text, null, pattern("(?<![\\w.%+-])" + text.replaceAll("\\p{Punct}", "\\\\$0") + "(?![\\w-]|[.]\\w)"), null);
    }

    /** Whether the whole value is this one, however it is written. */
    boolean is(String value) {
        String stripped = value.strip();
        return stripped.equalsIgnoreCase(text)
            || digits != null && PhoneNumber.isLike(stripped) && PhoneNumber.withoutPrefix(PhoneNumber.digits(stripped)).equals(digits);
    }

    /** Whether it stands somewhere in the words, be they encoded as in a URL or not. Of a platform's id never. */
    boolean isWithin(String words) {
        if (within == null) {
            return false;
        }
        return within.matcher(words).find() || ENCODED.matcher(words).find() && within.matcher(decoded(words)).find();
    }

    /** The ways its digits are written without anything between them; of what is no phone number none. */
    List<String> phones() {
        return digits == null ? List.of() : List.of("0" + digits, "84" + digits, digits);
    }

    /** For SQL's LIKE: whatever has it within, in lower case, and some more. */
    String like() {
        return "%" + (digits == null ? text.toLowerCase(Locale.ROOT).replaceAll("[\\\\%_]", "\\\\$0") : String.join("%", digits.split(""))) + "%";
    }

    private static Pattern pattern(String regex) {
        return Pattern.compile(regex, Pattern.CASE_INSENSITIVE | Pattern.UNICODE_CASE | Pattern.UNICODE_CHARACTER_CLASS);
    }

    private static String phoneWithin(String prefix, String digits) {
        // A point and digits go on: that is an amount.
        return "(?<![0-9]|[0-9][.])" + prefix + String.join(BETWEEN, digits.split("")) + "(?![.]?[0-9])";
    }

    /** Bytes beyond ASCII become wrong letters, which no address and no number has. */
    private static String decoded(String words) {
        // Where the at sign is encoded, a plus is a blank.
        String blanks = words.contains("%40") ? words.replace('+', ' ') : words;
        return ENCODED.matcher(blanks).replaceAll(code -> Matcher.quoteReplacement(Character.toString(Integer.parseInt(code.group(1), 16))));
    }
}
