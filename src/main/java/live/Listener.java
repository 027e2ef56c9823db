package live;

import access.Stay;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A screen that listens. What it does not take as fast as it comes waits for it up to a limit, of bytes and of time; then it is
 * disconnected, and comes back for what it missed.
 */
final class Listener {

    private final HttpServerResponse response;
    private final Runnable cut;
    private final boolean gzip;
    private final GzipTrailer trailer = new GzipTrailer();
    private final int maxWaitingBytes;
    private final AtomicLong waitingBytes = new AtomicLong();
    private final AtomicLong takenBytes = new AtomicLong();
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private volatile boolean ending;
    private volatile boolean slow;
    /** What it had taken when it was last looked at, and since when it has taken no more though something waits. */
    private long lastTakenBytes;
    private Instant stalledSince;
    final StreamFilter filter;
    /** Up to where it was told before; null: it begins now. */
    final StreamPosition from;
    /** Until when it may listen. */
    final Stay stay;

    /** @param cut ends the connection at once, whatever waits for it */
    Listener(HttpServerResponse response, Runnable cut, StreamFilter filter, boolean gzip, StreamPosition from, Stay stay, int maxWaitingBytes) {
        this.response = response;
        this.cut = cut;
        this.filter = filter;
        this.gzip = gzip;
        this.from = from;
        this.stay = stay;
        this.maxWaitingBytes = maxWaitingBytes;
    }

    /** Sends the head of the answer. */
    void open() {
        response.setChunked(true).putHeader("Content-Type", "text/event-stream")
            .putHeader("Vary", "Accept-Encoding").putHeader("X-Accel-Buffering", "no");
        if (gzip) {
            response.putHeader("Content-Encoding", "gzip");
            response.write(Frame.GZIP_HEADER);
        }
    }

    /** Whether it is still to be told of more: false for one that has gone, and for one that is too slow, whose connection is cut. */
    synchronized boolean send(Frame frame) {
        Buffer bytes = frame.bytes(gzip);
        if (response.closed() || response.ended()) {
            return false;
        }
        if (waitingBytes.addAndGet(bytes.length()) > maxWaitingBytes && waitingBytes.get() > bytes.length()) {
            cutOff();
            return false;
        }
        if (gzip) {
            trailer.add(frame.part());
        }
        response.write(bytes).onComplete(written -> {
            waitingBytes.addAndGet(-bytes.length());
            takenBytes.addAndGet(bytes.length());
        });
        return true;
    }

    /** Whether something has waited for it for longer than that and nothing of it was taken; to be asked again and again. */
    boolean isStalled(Instant now, Duration limit) {
        long taken = takenBytes.get();
        if (waitingBytes.get() == 0 && !ending || taken != lastTakenBytes || stalledSince == null) {
            lastTakenBytes = taken;
            stalledSince = now;
        }
        return now.isAfter(stalledSince.plus(limit));
    }

    /** Ends the answer after what was sent to it. */
    synchronized CompletableFuture<Void> end() {
        if (response.ended() || response.closed()) {
            ended.complete(null);
        } else if (!ending) {
            ending = true;
            response.end(gzip ? trailer.bytes() : Buffer.buffer()).onComplete(taken -> ended.complete(null));
        }
        return ended;
    }

    /** Disconnects it, and forgets what waits for it. */
    void cutOff() {
        slow = true;
        cut.run();
    }

    boolean isEnding() {
        return ending;
    }

    boolean wasSlow() {
        return slow;
    }
}
