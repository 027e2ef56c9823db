package finance.erp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import embedded.PackagedApplication;
import finance.ErpBooks;
import finance.ErpBooks.Behaviour;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
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
    private static final Duration LIMIT = Duration.ofSeconds(60);
    private static final int ORDERS = 25;
    private static final int CALLS = 20;

    @BeforeEach
    void clean() throws IOException {
        FileUtils.deleteDirectory(DIR.toFile());
    }

    @Test
    void eachPostingIsBookedOnceThoughKilledBeforeDuringAndAfterItsCallAndInDoubt() throws IOException {
        // Given an ERP that books and says nothing, or says nothing and does not book, and files that are written every second
        ErpBooks books = new ErpBooks();
        WireMockServer server = new WireMockServer(WireMockConfiguration.options().dynamicPort().containerThreads(100).extensions(books));
        Path files = DIR.resolve("files").toAbsolutePath();
        try (PackagedApplication application = new PackagedApplication(DIR)) {
            server.start();
            books.open(server);
            application.with("ordersync.erp.http.url", server.baseUrl() + "/erp").with("ordersync.erp.sap.url", server.baseUrl() + "/sap")
                .with("ordersync.erp.file.directory", files.toString()).with("ordersync.erp.file.cron", "0/1+*+*+*+*+?").with("ordersync.erp.file.batch", "5")
                .with("ordersync.erp.routing[0].platforms", "http").with("ordersync.erp.routing[0].to", "http")
                .with("ordersync.erp.routing[1].platforms", "sap").with("ordersync.erp.routing[1].to", "sap").with("ordersync.erp.routing[2].to", "file")
                .with("ordersync.erp.sap.tax-codes.\"0.10\"", "A1").with("ordersync.erp.sap.batch", "10").with("ordersync.erp.connect-timeout", "1s")
                .with("ordersync.erp.http.response-timeout", "1s").with("ordersync.erp.sap.response-timeout", "1s").with("ordersync.erp.file.response-timeout", "1s")
                .with("ordersync.erp.in-doubt-after", "3s").with("ordersync.erp.sap.in-doubt-after", "3s").with("ordersync.erp.circuit-open", "1s").with("ordersync.erp.backoff", "100ms")
                .with("ordersync.roles", "erp,poll,api").start();
            PGSimpleDataSource database = new PGSimpleDataSource();
            database.setUrl(application.jdbcUrl());
            database.setUser("postgres");
            PostingRows postings = new PostingRows(database);
            for (int i = 0; i < ORDERS; i++) {
                books.tell("http-" + i, i < 2 ? Behaviour.BOOK_AND_DROP : i % 2 == 0 ? Behaviour.BOOK_AND_HANG : Behaviour.HANG);
            }
            books.tell("sap-3", Behaviour.BOOK_AND_HANG);

            // When it is killed with some in doubt, as many calls under way as there may be, and others that wait for their turn
            postings.execute("""
                insert into erp_posting (business_key, kind, platform, shop_id, order_id, amount, currency, posting_date, document)
                select platform || '-' || n || kind, kind, platform, 'shop', platform || '-' || n, 110000, 'VND', '2026-11-20', document
                  from generate_series(0, ? - 1) n, unnest(array['http', 'sap', 'file']) platform,
                       (values ('CUSTOMER_INVOICE', ?::jsonb), ('INCOMING_PAYMENT', '{}')) as made (kind, document)
                 order by kind, n""", ORDERS, PostingRows.LINES);
            List<String> keys = postings.rows("select business_key from erp_posting");
            await().atMost(LIMIT).pollInterval(Duration.ofMillis(10)).until(() ->
                Integer.parseInt(postings.one("select count(*) from erp_posting where status = 'SENT' and erp = 'http'")) > CALLS
                    && postings.rows("select 1 from erp_posting where status = 'IN_DOUBT' and erp = 'http' limit 1").size() == 1);
            application.kill();
            application.start();
            // and again while it finds out what became of them
            await().atMost(LIMIT).pollInterval(Duration.ofMillis(10)).until(() -> !postings.rows("select 1 from erp_posting where status = 'IN_DOUBT' limit 1").isEmpty());
            application.kill();
            application.start();

            // Then
            await().atMost(LIMIT).untilAsserted(() ->
                assertThat(postings.rows("select business_key || ' ' || status || ' ' || coalesce(reason, '') from erp_posting where status <> 'CONFIRMED'")).isEmpty());
            assertThat(postings.rows("select distinct business_key from erp_posting_step where detail like 'nothing was heard%'")).as("calls that the kills fell into").isNotEmpty();
            Map<String, Long> written = written(files);
            for (String key : keys) {
                String reference = postings.reference(key);
                assertThat(books.booked(reference).size() + written.getOrDefault(reference, 0L)).as(key + " " + postings.steps(key)).isEqualTo(1);
            }
            assertThat(keys).allSatisfy(key -> assertThat(postings.column("document_number", key)).isNotBlank());
        } finally {
            server.stop();
        }
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
