package endtoend;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntFunction;
import webhook.SignedSender;

/** Senders that never stop: each message an order of its own, one in ten with a status no one knows. Remembers what was acknowledged. */
final class Sender implements AutoCloseable {

    private static final int THREADS = 6;
    private static final long PACE_NANOS = 10_000_000;

    private final Set<String> acknowledged = ConcurrentHashMap.newKeySet();
    private final AtomicInteger next = new AtomicInteger();
    private final ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    private final SignedSender edge;
    private final IntFunction<String> fields;
    private volatile boolean stopped;

    Sender(int port) {
        this(port, number -> "");
    }

    /** @param fields what the message of a number tells beside, such as {@code "dealerId":"D-1",} */
    Sender(int port, IntFunction<String> fields) {
        edge = new SignedSender(port);
        this.fields = fields;
        for (int i = 0; i < THREADS; i++) {
            threads.execute(this::send);
        }
    }

    /** The order ids of the messages that were answered 200. */
    Set<String> acknowledged() {
        return acknowledged;
    }

    private void send() {
        while (!stopped) {
            int number = next.incrementAndGet();
            String order = "E-" + number;
            String status = number % 10 == 0 ? "teleported" : "confirmed";
            try {
                if (edge.sendSigned("""
                    {%s"platform":"myshop","orderId":"%s","status":"%s","amount":{"total":1000,"currency":"VND"},"updatedAt":"2026-11-20T10:00:00Z"}"""
                    .formatted(fields.apply(number), order, status).getBytes(UTF_8)).statusCode() == 200) {
                    acknowledged.add(order);
                }
            } catch (InterruptedException e) {
                return;
            } catch (Exception notTaken) {
                // Nobody is there, or the answer was lost: it was not acknowledged, so nothing is owed.
                LockSupport.parkNanos(PACE_NANOS);
            }
        }
    }

    @Override
    public void close() throws InterruptedException {
        stopped = true;
        threads.shutdown();
        if (!threads.awaitTermination(30, TimeUnit.SECONDS)) {
            threads.shutdownNow();
        }
    }
}
