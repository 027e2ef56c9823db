package orders;

import java.util.Optional;
import java.util.regex.Pattern;

/** Phone numbers as people and channels write them: in Vietnam the digits after 0 are those after 84, 0084 or +84. */
public final class PhoneNumber {

    private static final Pattern WRITTEN = Pattern.compile("[(]?[+]?[0-9][0-9 .()+/\u00a0-]{7,22}");
    private static final Pattern PREFIX = Pattern.compile("^(?:(?:00)?840?(?=[0-9]{9})|0)");
    /** Nine digits of a mobile phone, ten of one that stays where it is. */
    private static final Pattern WHOLE = Pattern.compile("[0-9]{9,10}");

    private PhoneNumber() {
    }

    /** Whether it is written like one, be it whole or not. */
    public static boolean isLike(String text) {
        return WRITTEN.matcher(text).matches();
    }

    /** Whether it is of another country, and has that one's prefix. */
    public static boolean isForeign(String text) {
        return text.startsWith("+") && !digits(text).startsWith("84");
    }

    public static String digits(String text) {
        return text.replaceAll("[^0-9]", "");
    }

    public static boolean hasPrefix(String digits) {
        return PREFIX.matcher(digits).find();
    }

    public static String withoutPrefix(String digits) {
        return PREFIX.matcher(digits).replaceFirst("");
    }

    /** The digits of a whole number of Vietnam that every way to write it has; empty: it is none, or may be something else. */
    static Optional<String> national(String text) {
        String digits = digits(text);
        return Optional.of(withoutPrefix(digits))
            .filter(national -> isLike(text) && !isForeign(text) && hasPrefix(digits) && WHOLE.matcher(national).matches());
    }
}
