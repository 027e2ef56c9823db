package channels;

import java.util.regex.Pattern;

/**
 * How a channel signs what it sends, as data: {@code signature:} in its {@code channel.yaml}.
 *
 * @param kind      HMAC over a template, or Standard Webhooks 1.0 (its three headers, its ±5 minutes)
 * @param header    the header that carries the signature; null for STANDARD_WEBHOOKS
 * @param algorithm a name of {@link javax.crypto.Mac}: HmacSHA256, HmacSHA1 or HmacSHA512
 * @param encoding  how the digest is written
 * @param prefix    what stands before the digest in the header, such as {@code sha256=}; empty when nothing
 * @param suffix    what stands after it, such as {@code ,algorithm=HMAC-SHA256}; empty when nothing
 * @param signs     the signed text, in which {@code {body}} is the raw bytes, {@code {app-key}} and
 *                  {@code {notification-url}} come from {@code ordersync.channels.<channel>.*}
 */
public record SignatureScheme(Kind kind, String header, String algorithm, Encoding encoding, String prefix,
                              String suffix, String signs) {

    /** What {@code signs} has a value put for; a brace that stands for itself, as in {@code {"app":"{app-key}"}}, is none. */
    public static final Pattern PLACEHOLDER = Pattern.compile("\\{([^{}]*)}");

    public enum Kind { HMAC, STANDARD_WEBHOOKS }

    public enum Encoding { HEX, BASE64 }
}
