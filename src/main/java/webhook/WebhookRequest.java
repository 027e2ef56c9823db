package webhook;

import java.time.Instant;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * A request to {@code /webhook} and below.
 *
 * @param method       the HTTP method
 * @param path         the segments after {@code /webhook}, decoded
 * @param headers      the value of a header by its name in any case, or null
 * @param body         the bytes as they were sent; null: they were more than the limit
 * @param source       the sender's address
 * @param receivedAt   when the whole of it was there, UTC
 * @param startedNanos {@link System#nanoTime} at its first byte
 */
public record WebhookRequest(String method, List<String> path, UnaryOperator<String> headers, byte[] body, String source,
                             Instant receivedAt, long startedNanos) {
}
