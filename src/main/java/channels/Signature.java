package channels;

import java.util.function.UnaryOperator;

/** One way a channel proves that a message is its own. Safe for any thread; compares in constant time. */
interface Signature {

    /**
     * @param body   the bytes as they were sent
     * @param header the value of a request header by its name in any case, or null
     */
    SignatureVerdict of(byte[] body, UnaryOperator<String> header);
}
