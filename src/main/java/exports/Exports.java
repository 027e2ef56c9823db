package exports;

import database.ReadTransaction;
import http.BrokenOffException;
import http.PageOf;
import http.ProblemException;
import io.quarkus.vertx.http.runtime.CurrentVertxRequest;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.impl.ConnectionBase;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import org.jboss.logging.Logger;

/**
 * Lists as files, written as they are read: a page at a time, of one state of the database, so that no row is missed or
 * doubled however much changes meanwhile. An export that fails on its way breaks off, and the client sees that it is not whole.
 */
@ApplicationScoped
public class Exports {

    private static final Logger LOG = Logger.getLogger(Exports.class);
    private static final int PAGE = 500;
    private static final int RETRY_SECONDS = 10;
    private static final int WATCH_EVERY_MS = 500;
    private static final Duration HEARD_WITHIN = Duration.ofSeconds(10);
    private static final long LOOK_EVERY_NANOS = 1_000_000;
    private static final DateTimeFormatter STAMP = DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

    private final ReadTransaction transaction;
    private final ExportsConfig config;
    private final Vertx vertx;
    private final CurrentVertxRequest request;
    private final Room staff;
    private final Room dealers;
    /** Dealers that are being written an export: one at a time, so that none holds up the others. */
    private final Set<String> served = ConcurrentHashMap.newKeySet();

    Exports(ReadTransaction transaction, ExportsConfig config, Vertx vertx, CurrentVertxRequest request) {
        this.transaction = transaction;
        this.config = config;
        this.vertx = vertx;
        this.request = request;
        this.staff = new Room(config.atOnce());
        this.dealers = new Room(config.dealersAtOnce());
    }

    /** Places of which each export takes one. */
    private record Room(int places, Semaphore free) {

        Room(int places) {
            this(places, new Semaphore(places));
        }
    }

    /** The list, page by page. */
    public interface Pages<T, C> {

        /** @param cursor what {@link PageOf#next} of the page before is; null: the first page */
        PageOf<T, C> after(C cursor, int limit);
    }

    /** What writes a file. */
    public interface Content {

        /** @param betweenPages to be run between two pages that are read: it forgets what was loaded, and ends what takes too long */
        void write(OutputStream out, Runnable betweenPages) throws IOException;
    }

    /** The answer that carries the file; it becomes a 429 where as many are under way as may be. */
    public <T, C> Response of(ExportFormat format, Table<T> table, Pages<T, C> pages) {
        return of(fileName(format, table), format.mediaType, (out, betweenPages) -> rows(format, table, pages, out, betweenPages));
    }

    /** The same of a file that is no list alone. */
    public Response of(String fileName, String mediaType, Content content) {
        return answer(fileName, mediaType, client -> out -> write(staff, fileName, content, new ClientStream(out), client));
    }

    /** The same for a dealer: they have places of their own, and each of them one at a time. */
    public <T, C> Response ofDealer(String dealer, ExportFormat format, Table<T> table, Pages<T, C> pages) {
        String fileName = fileName(format, table);
        return answer(fileName, format.mediaType, client -> out -> {
            if (!served.add(dealer)) {
                throw ProblemException.tooMany(RETRY_SECONDS, "An export of yours is under way already. Try again when it has ended.");
            }
            try {
                write(dealers, fileName, (file, betweenPages) -> rows(format, table, pages, file, betweenPages), new ClientStream(out), client);
            } finally {
                served.remove(dealer);
            }
        });
    }

    private static String fileName(ExportFormat format, Table<?> table) {
        return table.name() + "-" + STAMP.format(Instant.now()) + "." + format.extension;
    }

    private Response answer(String fileName, String mediaType, Function<HttpServerRequest, StreamingOutput> writer) {
        StreamingOutput file = writer.apply(request.getCurrent().request());
        return Response.ok(file, mediaType).header(HttpHeaders.CONTENT_DISPOSITION, "attachment; filename=\"" + fileName + "\"").build();
    }

    private void write(Room room, String fileName, Content content, ClientStream out, HttpServerRequest client) throws IOException {
        if (!room.free.tryAcquire()) {
            throw ProblemException.tooMany(RETRY_SECONDS, "This process writes " + room.places + " exports already. Try again when one of them has ended.");
        }
        Instant end = Instant.now().plus(config.limit());
        // A writer waits for its client without end, and would keep its place from others.
        long watch = vertx.setPeriodic(WATCH_EVERY_MS, timer -> {
            if (out.isStalled(config.stalledFor()) || Instant.now().isAfter(end)) {
                cutOff(client);
            }
        });
        try {
            transaction.whole(config.limit(), clear -> {
                try {
                    content.write(out, () -> {
                        clear.run();
                        if (Instant.now().isAfter(end)) {
                            throw new IllegalStateException("it took longer than ordersync.exports.limit");
                        }
                    });
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        } catch (RuntimeException e) {
            if (!out.isBegun()) {
                throw e;
            }
            if (e instanceof UncheckedIOException) {
                LOG.infof("The client of the export %s went away, took nothing for %s, or not all of it in %s", fileName, config.stalledFor(), config.limit());
            } else {
                LOG.warnf(e, "The export %s broke off", fileName);
            }
            cutOffAndWait(client);
            throw new BrokenOffException("The export broke off", e);
        } finally {
            vertx.cancelTimer(watch);
            room.free.release();
        }
    }

    /**
     * Ends the answer without its end. Vert.x closes a connection of HTTP/1 only when the client has taken what was written, which may
     * be never, and what is written after that makes a broken file look whole; so Netty closes it.
     */
    private static void cutOff(HttpServerRequest client) {
        if (client.version() == HttpVersion.HTTP_2) {
            client.response().reset();
        } else {
            ((ConnectionBase) client.connection()).channelHandlerContext().close();
        }
    }

    /**
     * Returns when Vert.x has heard of it, which takes its thread a moment. RESTEasy resets the answer of a writer that fails, and when one of
     * HTTP/1 is reset before its connection has closed, Vert.x tells nobody of its end: the process would wait for it in vain when it is
     * told to end.
     */
    private static void cutOffAndWait(HttpServerRequest client) {
        cutOff(client);
        Instant limit = Instant.now().plus(HEARD_WITHIN);
        while (client.version() != HttpVersion.HTTP_2 && !client.response().closed() && Instant.now().isBefore(limit)) {
            LockSupport.parkNanos(LOOK_EVERY_NANOS);
        }
    }

    static <T, C> void rows(ExportFormat format, Table<T> table, Pages<T, C> pages, OutputStream out, Runnable betweenPages) throws IOException {
        Rows rows = format.rows(table.name(), table.names(), out);
        C cursor = null;
        do {
            PageOf<T, C> page = pages.after(cursor, PAGE);
            for (T element : page.rows()) {
                rows.row(table.cells(element));
            }
            cursor = page.next();
            betweenPages.run();
        } while (cursor != null);
        rows.end();
    }
}
