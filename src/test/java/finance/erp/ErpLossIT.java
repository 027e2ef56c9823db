package finance.erp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import embedded.PackagedApplication;
import finance.ErpBooks;
import finance.ErpBooks.Behaviour;
import finance.FinanceServers;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.commons.io.FileUtils;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

/** A process that dies in any moment of a call books no posting twice, and forgets none. */
class ErpLossIT {

    private static final Path DIR = Path.of("target", "erp-loss");
    private static final Duration LIMIT = Duration.ofMinutes(5);
    /** Postings in one call to SAP. */
    private static final int BATCH = 10;
    /** So many that one is always being written until the first kill. */
    private static final int FILE_ORDERS = 400;

    /** All that is withheld, and a file, is sent; all that was answered is written as it was answered. */
    private static final String UNDER_WAY = """
        select bool_and(case when kind <> 'CUSTOMER_INVOICE' or platform = 'file' then true
                             when order_id like '%-held-%' then status = 'SENT'
                             when order_id like '%-REFUSE' then status = 'REFUSED'
                             else status not in ('CREATED', 'SENT') end)
           and bool_or(status = 'SENT' and platform = 'file') and bool_or(status = 'IN_DOUBT' and platform = 'http') and bool_or(status = 'IN_DOUBT' and platform = 'sap')
          from erp_posting""";

    /** Of each ERP a posting was in vain asked for, and one in vain sent. */
    private static final String GONE = """
        select count(distinct erp) filter (where status = 'IN_DOUBT' and reason like '%asked: %onnection refused%') = 2
           and count(distinct erp) filter (where status = 'CREATED' and reason like '%onnection refused%') = 2
          from erp_posting where erp in ('http', 'sap')""";

    /** The calls of a process that has ended are out of time, and so are its questions, which have as long. */
    private static final String OUT_OF_TIME = """
        update erp_posting set due_at = now() where status in ('SENT', 'IN_DOUBT') and due_at > now() + interval '1 minute'""";

    /** PostgreSQL has done what it was told before its client stood still; what waits for a lock, that client holds. */
    private static final String AT_REST = """
        select count(*) = 0 from pg_stat_activity
         where backend_type = 'client backend' and pid <> pg_backend_pid() and state = 'active' and wait_event_type is distinct from 'Lock'""";

    private final ErpBooks books = new ErpBooks();
    private final Map<String, Behaviour> orders = new LinkedHashMap<>();

    @BeforeEach
    void clean() throws IOException {
        FileUtils.deleteDirectory(DIR.toFile());
    }

    @Test
    void eachPostingIsBookedOnceOrRefusedThoughKilledInAnyMomentOfItsCallAndWhileTheErpIsDown() throws IOException {
        // Given calls that end in every way, of each one whose answer is there and one whose answer is withheld
        for (Behaviour behaviour : List.of(Behaviour.BOOK_AND_DROP, Behaviour.BOOK_AND_MUMBLE, Behaviour.REFUSE, Behaviour.BOOK)) {
            order("http-told-" + behaviour, behaviour);
        }
        for (Behaviour behaviour : List.of(Behaviour.BOOK_AND_DROP, Behaviour.BOOK_AND_MUMBLE, Behaviour.REFUSE, Behaviour.BOOK, Behaviour.HANG)) {
            order("http-held-" + behaviour, behaviour);
        }
        // Ids of at most 18 characters, as SAP has them. A call of its has as many postings; that it drops one connection is one call, that it confirms one half and refuses some another.
        for (String moment : List.of("told", "held")) {
            for (int i = 0; i < BATCH; i++) {
                order("sap-" + moment + "-half-" + i, i < 4 ? Behaviour.BOOK_AND_MUMBLE : i < 7 ? Behaviour.REFUSE : Behaviour.BOOK);
            }
            for (int i = 0; i < BATCH; i++) {
                order("sap-" + moment + "-drop-" + i, i == 0 ? Behaviour.BOOK_AND_DROP : Behaviour.BOOK);
            }
        }
        for (int i = 0; i < FILE_ORDERS; i++) {
            order("file-" + i, Behaviour.BOOK);
        }
        // Nor does anybody hear of what is in doubt.
        books.leaveUnanswered(Integer.MAX_VALUE);
        books.withhold(orders.keySet().stream().filter(order -> order.contains("-held-")).toList());
        WireMockServer server = new WireMockServer(WireMockConfiguration.options().port(FinanceServers.freePort()).containerThreads(100).extensions(books));
        books.open(server);
        Path files = DIR.resolve("files").toAbsolutePath();
        try (PackagedApplication application = new PackagedApplication(DIR)) {
            server.start();
            application.with("ordersync.erp.http.url", server.baseUrl() + "/erp").with("ordersync.erp.sap.url", server.baseUrl() + "/sap")
                .with("ordersync.erp.file.directory", files.toString()).with("ordersync.erp.file.cron", "0/1+*+*+*+*+?").with("ordersync.erp.file.batch", "5")
                .with("ordersync.erp.routing[0].platforms", "http").with("ordersync.erp.routing[0].to", "http")
                .with("ordersync.erp.routing[1].platforms", "sap").with("ordersync.erp.routing[1].to", "sap").with("ordersync.erp.routing[2].to", "file")
                .with("ordersync.erp.sap.tax-codes.\"0.10\"", "A1").with("ordersync.erp.sap.batch", Integer.toString(BATCH)).with("ordersync.erp.sap.concurrency", "5")
                .with("ordersync.erp.connect-timeout", "1s").with("ordersync.erp.http.response-timeout", "10m").with("ordersync.erp.sap.response-timeout", "10m")
                .with("ordersync.erp.file.response-timeout", "1s").with("ordersync.erp.in-doubt-after", "5s").with("ordersync.erp.sap.in-doubt-after", "3s")
                .with("ordersync.erp.circuit-open", "500ms").with("ordersync.erp.backoff", "100ms").with("ordersync.roles", "erp,poll,api").start();
            PGSimpleDataSource database = new PGSimpleDataSource();
            database.setUrl(application.jdbcUrl());
            database.setUser("postgres");
            PostingRows postings = new PostingRows(database);

            // When it is killed with all answers that are withheld outstanding, a file being written, and others in doubt, refused or booked
            insert(postings, orders.keySet(), "CUSTOMER_INVOICE");
            insert(postings, orders.keySet().stream().filter(order -> orders.get(order) != Behaviour.REFUSE).toList(), "INCOMING_PAYMENT");
            await().atMost(LIMIT).pollInterval(Duration.ofMillis(10)).until(() -> books.hasWithheldAll() && standsStillIn(UNDER_WAY, application, postings));
            application.kill();
            // and again when it found the ERP gone, with what was in doubt and with what is new
            books.release();
            books.leaveUnanswered(0);
            server.stop();
            postings.execute(OUT_OF_TIME);
            application.start();
            List<String> late = List.of("http-late", "sap-late");
            late.forEach(order -> order(order, Behaviour.BOOK));
            insert(postings, late, "CUSTOMER_INVOICE");
            await().atMost(LIMIT).pollInterval(Duration.ofMillis(10)).until(() -> postings.one(GONE).equals("t"));
            application.kill();
            server.start();
            postings.execute(OUT_OF_TIME);
            application.start();

            // Then
            await().atMost(LIMIT).untilAsserted(() -> assertThat(postings.rows("select business_key || ' ' || status || ' ' || coalesce(reason, '') from erp_posting"
                + " where status not in ('CONFIRMED', 'REFUSED')")).isEmpty());
            assertThat(postings.rows("select distinct p.order_id from erp_posting p join erp_posting_step s using (business_key) where s.detail like 'nothing was heard%'"))
                .as("calls that the kills fell into").containsAll(orders.keySet().stream().filter(order -> order.contains("-held-")).toList())
                .anyMatch(order -> order.startsWith("file"));
            Map<String, Long> written = written(files);
            for (String row : postings.rows("select concat_ws(' ', 'OS' || id, order_id, status, document_number, reason) from erp_posting")) {
                String[] columns = row.split(" ", 4);
                boolean isRefused = orders.get(columns[1]) == Behaviour.REFUSE;
                assertThat(books.booked(columns[0]).size() + written.getOrDefault(columns[0], 0L)).as(row).isEqualTo(isRefused ? 0 : 1);
                assertThat(columns[2]).as(row).isEqualTo(isRefused ? "REFUSED" : "CONFIRMED");
                assertThat(columns[3]).as(row).contains(isRefused ? ErpBooks.WORDS : "");
            }
        } finally {
            server.stop();
        }
    }

    /** Whether it stands still in such a moment; where it does not, it goes on. A file is written in less time than a kill may take to come. */
    private static boolean standsStillIn(String moment, PackagedApplication application, PostingRows postings) {
        if (!postings.one(moment).equals("t")) {
            return false;
        }
        application.pause();
        await().atMost(LIMIT).pollInterval(Duration.ofMillis(10)).until(() -> postings.one(AT_REST).equals("t"));
        boolean isIn = postings.one(moment).equals("t");
        if (!isIn) {
            application.resume();
        }
        return isIn;
    }

    /** What is refused is refused again. */
    private void order(String order, Behaviour behaviour) {
        orders.put(order, behaviour);
        books.tell(order, behaviour == Behaviour.REFUSE ? new Behaviour[] {behaviour, behaviour} : new Behaviour[] {behaviour});
    }

    private static void insert(PostingRows postings, Collection<String> orders, String kind) {
        postings.execute("""
            insert into erp_posting (business_key, kind, platform, shop_id, order_id, amount, currency, posting_date, document)
            select o || ?, ?, split_part(o, '-', 1), 'shop', o, 110000, 'VND', '2026-11-20', ?::jsonb from unnest(?::text[]) with ordinality _ (o, n) order by n""",
            kind, kind, PostingRows.LINES, orders.toArray(String[]::new));
    }

    /** How often a reference stands in the files that were delivered. */
    private static Map<String, Long> written(Path files) throws IOException {
        try (Stream<Path> delivered = Files.list(files)) {
            return delivered.filter(file -> !file.getFileName().toString().startsWith(".")).flatMap(ErpLossIT::lines)
                .map(line -> line.split(",")[1]).filter(reference -> reference.startsWith("OS"))
                .collect(Collectors.groupingBy(reference -> reference, Collectors.counting()));
        }
    }

    private static Stream<String> lines(Path file) {
        try {
            return Files.readAllLines(file).stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
