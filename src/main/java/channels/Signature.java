package channels;

import java.util.function.UnaryOperator;

/** One way a channel proves that a message is its own. Safe for any thread; compares in constant time. */
interface Signature {

    /**
     * @param body   the bytes as they were sent
     * @param header the value of a request header by its name in any case, or null
     * @return whether the message is signed this way, by a secret that is live
     */
    boolean matches(byte[] body, UnaryOperator<String> header);
}
