package live;

import access.Stay;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A screen that listens. What it does not take as fast as it comes waits for it up to a limit; then it is disconnected, and comes back
 * for what it missed.
 */
final class Listener {

    private final HttpServerResponse response;
    private final boolean gzip;
    private final int maxWaitingBytes;
    private final AtomicLong waitingBytes = new AtomicLong();
    private volatile boolean slow;
    final StreamFilter filter;
    /** All changes of transactions before it were seen; 0: it begins now. */
    final long from;
    /** Until when it may listen. */
    final Stay stay;

    Listener(HttpServerResponse response, StreamFilter filter, boolean gzip, long from, Stay stay, int maxWaitingBytes) {
        this.response = response;
        this.filter = filter;
        this.gzip = gzip;
        this.from = from;
        this.stay = stay;
        this.maxWaitingBytes = maxWaitingBytes;
    }

    /** Sends the head of the answer. */
    void open() {
        response.setChunked(true).putHeader("Content-Type", "text/event-stream").putHeader("Cache-Control", "no-store")
            .putHeader("Vary", "Accept-Encoding").putHeader("X-Accel-Buffering", "no");
        if (gzip) {
            response.putHeader("Content-Encoding", "gzip");
            response.write(Frame.GZIP_HEADER);
        }
    }

    /** Whether it is still to be told of more: false for one that has gone, and for one that is too slow, whose connection is closed. */
    boolean send(Frame frame) {
        Buffer bytes = frame.bytes(gzip);
        if (response.closed() || response.ended()) {
            return false;
        }
        if (waitingBytes.addAndGet(bytes.length()) > maxWaitingBytes && waitingBytes.get() > bytes.length()) {
            slow = true;
            response.close();
            return false;
        }
        response.write(bytes).onComplete(written -> waitingBytes.addAndGet(-bytes.length()));
        return true;
    }

    /** After what was sent to it. */
    void end() {
        if (!response.ended() && !response.closed()) {
            response.end();
        }
    }

    boolean wasSlow() {
        return slow;
    }
}
