package finance.payments;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The {@code vnp_} parameters of an IPN's query string, and what of them is signed: those with a value, in order of their
 * names, encoded as a form's, without the hash itself (VNPay's PAY API 2.1.0).
 */
final class VnpayQuery {

    private static final String HASH = "vnp_SecureHash";
    private static final String HASH_TYPE = "vnp_SecureHashType";
    private static final List<String> NOT_SIGNED = List.of(HASH, HASH_TYPE);

    /** By name, still encoded. */
    private final SortedMap<String, String> received = new TreeMap<>();
    private final SortedMap<String, String> decoded = new TreeMap<>();

    /**
     * @param query as it was received, or null
     * @return empty: a parameter is there twice, or is not encoded as a form's
     */
    static Optional<VnpayQuery> parse(String query) {
        VnpayQuery parsed = new VnpayQuery();
        try {
            boolean isClean = Stream.of((query == null ? "" : query).split("&")).allMatch(parsed::add);
            return isClean ? Optional.of(parsed) : Optional.empty();
        } catch (IllegalArgumentException notEncoded) {
            return Optional.empty();
        }
    }

    /** VNPay writes its names plainly: one that only reads so when decoded is somebody's trick. */
    private boolean add(String pair) {
        int equals = pair.indexOf('=');
        String name = equals < 0 ? pair : pair.substring(0, equals);
        String value = equals < 0 ? "" : pair.substring(equals + 1);
        if (!URLDecoder.decode(name, UTF_8).startsWith("vnp_")) {
            return true;
        }
        return name.startsWith("vnp_") && received.put(name, value) == null && decoded.put(name, URLDecoder.decode(value, UTF_8)) == null;
    }

    /** Decoded; empty where it is absent. */
    String value(String name) {
        return decoded.getOrDefault(name, "");
    }

    /**
     * Whether its hash is VNPay's. What was received is what was signed; where something in between has written it anew, it is
     * what PHP or Java make of the values, who differ in {@code *}. The hashes of versions before 2.1.0 are not taken.
     */
    boolean isSigned(HexSignature signature) {
        String type = value(HASH_TYPE);
        if (!type.isEmpty() && !type.equalsIgnoreCase("HmacSHA512") && !type.equalsIgnoreCase("SHA512")) {
            return false;
        }
        String hash = value(HASH);
        String asReceived = signed(received::get);
        if (signature.matches(asReceived, hash)) {
            return true;
        }
        String asJava = signed(encoded(text -> text));
        String asPhp = signed(encoded(text -> text.replace("*", "%2A")));
        return Stream.of(asJava, asPhp).distinct().filter(text -> !text.equals(asReceived)).anyMatch(text -> signature.matches(text, hash));
    }

    private Function<String, String> encoded(UnaryOperator<String> dialect) {
        return name -> dialect.apply(URLEncoder.encode(decoded.get(name), UTF_8));
    }

    private String signed(Function<String, String> value) {
        return received.keySet().stream().filter(name -> !NOT_SIGNED.contains(name) && !received.get(name).isEmpty())
            .map(name -> name + "=" + value.apply(name)).collect(Collectors.joining("&"));
    }
}
