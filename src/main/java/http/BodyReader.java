package http;

import io.quarkus.runtime.configuration.MemorySize;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import jakarta.annotation.PostConstruct;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Reads bodies as they were sent, to their end or until they are more than {@code quarkus.http.limits.max-body-size}. */
@ApplicationScoped
public class BodyReader {

    /** A body has so long to come. */
    private static final long BODY_MS = 30_000;
    /** Of all bodies that are on their way together: who is not known yet could fill the memory with beginnings of bodies. */
    private static final int ON_THEIR_WAY_MAX_BYTES = 128 << 20;
    /** So much of each does not count: where large ones leave no room, small ones, as most messages are, still pass. */
    private static final int UNCOUNTED_BYTES = 16 << 10;
    private static final Problem LATE = Problem.of(408, "The body did not come within " + BODY_MS / 1_000 + " s. Send it again.");
    private static final Problem NO_ROOM = Problem.of(503, "Too many bodies are on their way at once. Send it again in a few seconds.");
    private static final Problem LOST = Problem.of(503, "The body was lost on its way. Send it again.");

    private final Vertx vertx;
    private final long limitBytes;
    private final long bodyMs;
    /** Those that are not all there: looked through now and then, for a timer each would cost every request. */
    private final Set<Reading> reading = ConcurrentHashMap.newKeySet();
    private final Semaphore room;
    private final int uncountedBytes;
    private long lateTimer;

    @Inject
    BodyReader(Vertx vertx, @ConfigProperty(name = "quarkus.http.limits.max-body-size") MemorySize limit) {
        this(vertx, limit.asLongValue(), BODY_MS, ON_THEIR_WAY_MAX_BYTES, UNCOUNTED_BYTES);
    }

    BodyReader(Vertx vertx, long limitBytes, long bodyMs, int onTheirWayBytes, int uncountedBytes) {
        this.vertx = vertx;
        this.limitBytes = limitBytes;
        this.bodyMs = bodyMs;
        this.room = new Semaphore(onTheirWayBytes);
        this.uncountedBytes = uncountedBytes;
    }

    @PostConstruct
    void start() {
        lateTimer = vertx.setPeriodic(bodyMs / 6, now -> reading.forEach(Reading::giveUpWhereLate));
    }

    @PreDestroy
    void stop() {
        vertx.cancelTimer(lateTimer);
    }

    public long limitBytes() {
        return limitBytes;
    }

    /**
     * Reads the request's body. One of the two is called, once, where the request is read.
     *
     * @param done   takes all of it, or null as soon as it is more than the limit
     * @param failed takes why there is none
     */
    public void read(HttpServerRequest request, Consumer<byte[]> done, Consumer<Problem> failed) {
        if (request.isEnded()) {
            // Its client hung up while something before this one waited, and what it had sent was dropped.
            failed.accept(LOST);
        } else if (isOverLimit(request)) {
            done.accept(null);
        } else {
            new Reading(request, done, failed).start();
        }
    }

    boolean isOverLimit(HttpServerRequest request) {
        String contentLength = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        try {
            return contentLength != null && Long.parseLong(contentLength) > limitBytes;
        } catch (NumberFormatException notANumber) {
            return true;
        }
    }

    private final class Reading {

        private final long startedNanos = System.nanoTime();
        private final Context context = vertx.getOrCreateContext();
        private final HttpServerRequest request;
        private final Consumer<byte[]> done;
        private final Consumer<Problem> failed;
        private final Buffer body = Buffer.buffer();
        private int countedBytes;
        /** It was handed on, or given up. */
        private boolean isOver;

        Reading(HttpServerRequest request, Consumer<byte[]> done, Consumer<Problem> failed) {
            this.request = request;
            this.done = done;
            this.failed = failed;
        }

        void start() {
            if ("100-continue".equalsIgnoreCase(request.getHeader(HttpHeaders.EXPECT))) {
                request.response().writeContinue();
            }
            reading.add(this);
            request.exceptionHandler(hungUp -> stop(() -> failed.accept(LOST)));
            request.handler(this::add).endHandler(end -> stop(() -> done.accept(body.getBytes()))).resume();
        }

        private void add(Buffer part) {
            if (isOver) {
                return;
            }
            int length = body.length() + part.length();
            if (length > limitBytes) {
                stop(() -> done.accept(null));
                return;
            }
            int more = Math.max(0, length - uncountedBytes) - countedBytes;
            if (room.tryAcquire(more)) {
                countedBytes += more;
                body.appendBuffer(part);
            } else {
                stop(() -> failed.accept(NO_ROOM));
            }
        }

        private void stop(Runnable last) {
            if (!isOver) {
                isOver = true;
                reading.remove(this);
                room.release(countedBytes);
                last.run();
            }
        }

        /** Called by a timer's thread; a request has one of its own. */
        void giveUpWhereLate() {
            if (System.nanoTime() - startedNanos > TimeUnit.MILLISECONDS.toNanos(bodyMs)) {
                context.runOnContext(now -> stop(() -> failed.accept(LATE)));
            }
        }
    }
}
