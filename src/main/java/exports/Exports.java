package exports;

import database.ReadTransaction;
import http.Problem;
import http.ProblemException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.StreamingOutput;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.concurrent.Semaphore;
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
    private static final int TOO_MANY = 429;
    private static final DateTimeFormatter STAMP = DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'").withZone(ZoneOffset.UTC);

    private final ReadTransaction transaction;
    private final ExportsConfig config;
    private final Semaphore room;

    Exports(ReadTransaction transaction, ExportsConfig config) {
        this.transaction = transaction;
        this.config = config;
        this.room = new Semaphore(config.atOnce());
    }

    /** The list, page by page. */
    public interface Pages<T, C> {

        /** @param cursor what {@link Page#next} of the page before is; null: the first page */
        Page<T, C> after(C cursor, int limit);
    }

    /** @param next where the next page begins; null: this is the last */
    public record Page<T, C>(List<T> elements, C next) {

        /** @param found one more than {@code limit}, where there is a next page */
        public static <T, C> Page<T, C> of(List<T> found, int limit, Function<T, C> cursor) {
            return found.size() > limit ? new Page<>(found.subList(0, limit), cursor.apply(found.get(limit - 1))) : new Page<>(found, null);
        }
    }

    /** The answer that carries the file. @throws ProblemException 429: as many are under way as may be */
    public <T, C> Response of(ExportFormat format, Table<T> table, Pages<T, C> pages) {
        if (room.availablePermits() == 0) {
            throw new ProblemException(Problem.of(TOO_MANY, "This process writes " + config.atOnce() + " exports already. Try again when one of them has ended."));
        }
        StreamingOutput file = out -> write(format, table, pages, out);
        return Response.ok(file, format.mediaType).header(HttpHeaders.CONTENT_DISPOSITION,
            "attachment; filename=\"" + table.name() + "-" + STAMP.format(Instant.now()) + "." + format.extension + "\"").build();
    }

    private <T, C> void write(ExportFormat format, Table<T> table, Pages<T, C> pages, OutputStream out) throws IOException {
        if (!room.tryAcquire()) {
            throw new IOException("Another export came first");
        }
        try {
            transaction.whole(config.limit(), clear -> rows(format, table, pages, clear, new Unclosed(out)));
        } catch (UncheckedIOException e) {
            throw e.getCause();
        } catch (RuntimeException e) {
            LOG.warnf("An export of %s broke off: %s", table.name(), e.getMessage());
            throw new IOException("The export broke off", e);
        } finally {
            room.release();
        }
    }

    private <T, C> void rows(ExportFormat format, Table<T> table, Pages<T, C> pages, Runnable clear, OutputStream out) {
        Instant end = Instant.now().plus(config.limit());
        try {
            Rows rows = format.rows(table.name(), table.names(), out);
            C cursor = null;
            do {
                Page<T, C> page = pages.after(cursor, PAGE);
                for (T element : page.elements()) {
                    rows.row(table.cells(element));
                }
                cursor = page.next();
                clear.run();
                if (Instant.now().isAfter(end)) {
                    throw new IllegalStateException("it took longer than ordersync.exports.limit");
                }
            } while (cursor != null);
            rows.end();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** fastexcel closes what it writes to; the answer is not over before the transaction is. */
    private static final class Unclosed extends FilterOutputStream {

        private Unclosed(OutputStream out) {
            super(out);
        }

        @Override
        public void write(byte[] bytes, int from, int length) throws IOException {
            out.write(bytes, from, length);
        }

        @Override
        public void close() throws IOException {
            flush();
        }
    }
}
