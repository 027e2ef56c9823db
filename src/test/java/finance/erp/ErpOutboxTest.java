package finance.erp;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;

import com.github.tomakehurst.wiremock.WireMockServer;
import finance.ErpBooks;
import finance.ErpBooks.Behaviour;
import finance.FinanceOn;
import finance.PostingKind;
import io.micrometer.core.instrument.MeterRegistry;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever an ERP does to a call, its posting ends booked exactly once, or refused with a reason. */
@QuarkusTest
@TestProfile(FinanceOn.class)
class ErpOutboxTest {

    @Inject
    DataSource database;

    @Inject
    MeterRegistry meters;

    ErpBooks books;
    WireMockServer server;

    private PostingRows postings;

    @BeforeEach
    void connect() {
        postings = new PostingRows(database);
    }

    @AfterEach
    void startServer() {
        books.release();
        if (!server.isRunning()) {
            server.start();
        }
    }

    // --- booked once -------------------------------------------------------------------------------------------------

    @ParameterizedTest
    @ValueSource(strings = {FinanceOn.TO_HTTP, FinanceOn.TO_SAP})
    void whateverHappensToACallItsPostingIsBookedOnce(String platform) {
        // Given an order for each thing that can happen to a call
        Map<String, Behaviour> orders = new LinkedHashMap<>();
        EnumSet.complementOf(EnumSet.of(Behaviour.REFUSE)).forEach(behaviour -> orders.put(PostingRows.newOrder(), behaviour));
        orders.forEach(books::tell);

        // When each goes out in a call of its own
        List<String> keys = new ArrayList<>();
        for (String order : orders.keySet()) {
            String key = postings.invoice(platform, order);
            await().until(() -> !postings.column("attempts", key).equals("0") || postings.steps(key).contains("SENT"));
            keys.add(key);
        }

        // Then
        for (String key : keys) {
            awaitStatus(key, "CONFIRMED");
            assertThat(books.booked(postings.reference(key))).as(key).containsExactly(postings.column("document_number", key));
            assertThat(postings.steps(key)).startsWith("CREATED", "SENT").endsWith("CONFIRMED");
        }
    }

    @Test
    void theConfirmedHalfOfABulkIsBookedAndTheOtherIsAskedFor() {
        // Given one bulk, of which SAP books all and confirms every other one
        List<String> orders = IntStream.range(0, 20).mapToObj(i -> PostingRows.newOrder()).toList();
        IntStream.range(0, 20).filter(i -> i % 2 == 0).forEach(i -> books.tell(orders.get(i), Behaviour.BOOK_AND_MUMBLE));

        // When
        List<String> keys = together(FinanceOn.TO_SAP, orders);

        // Then
        keys.forEach(key -> awaitStatus(key, "CONFIRMED"));
        assertThat(keys).allSatisfy(key -> assertThat(books.booked(postings.reference(key))).hasSize(1));
        assertThat(keys.stream().filter(key -> postings.steps(key).contains("IN_DOUBT"))).hasSize(10);
    }

    @Test
    void ofABulkThatIsRefusedInPartTheRestIsBooked() {
        // Given one bulk, of which SAP takes all but every fourth, and leaves one out
        List<String> orders = IntStream.range(0, 20).mapToObj(i -> PostingRows.newOrder()).toList();
        IntStream.range(0, 20).filter(i -> i % 4 == 0).forEach(i -> books.tell(orders.get(i), Behaviour.REFUSE));
        books.tell(orders.get(1), Behaviour.BOOK_AND_MUMBLE);

        // When
        List<String> keys = together(FinanceOn.TO_SAP, orders);

        // Then: each went once
        for (int i = 0; i < 20; i++) {
            String key = keys.get(i);
            awaitStatus(key, i % 4 == 0 ? "REFUSED" : "CONFIRMED");
            assertThat(books.booked(postings.reference(key))).hasSize(i % 4 == 0 ? 0 : 1);
            assertThat(postings.column("attempts", key)).isEqualTo("1");
            assertThat(i % 4 == 0 ? postings.column("reason", key) : ErpBooks.WORDS).contains(ErpBooks.WORDS);
        }
    }

    @Test
    void aBulkWhoseConnectionIsDroppedIsBookedOnceToo() {
        // Given
        List<String> orders = IntStream.range(0, 20).mapToObj(i -> PostingRows.newOrder()).toList();
        books.tell(orders.get(7), Behaviour.BOOK_AND_DROP);
        books.tell(orders.get(8), Behaviour.REFUSE);

        // When
        List<String> keys = together(FinanceOn.TO_SAP, orders);

        // Then: what was refused in the bulk that broke off is sent again, and taken
        keys.forEach(key -> awaitStatus(key, "CONFIRMED"));
        assertThat(keys).allSatisfy(key -> assertThat(books.booked(postings.reference(key))).hasSize(1));
    }

    @Test
    void aPostingInDoubtWaitsUntilTheErpCanBeAsked() {
        // Given
        String order = PostingRows.newOrder();
        books.tell(order, Behaviour.BOOK_AND_DROP);
        books.leaveUnanswered(2);

        // When
        String key = postings.invoice(FinanceOn.TO_HTTP, order);

        // Then
        awaitStatus(key, "CONFIRMED");
        assertThat(books.booked(postings.reference(key))).hasSize(1);
        assertThat(postings.one("select detail from erp_posting_step where business_key = ? and detail like '%asked%'", key)).contains("HTTP 404 without the reference");
    }

    @Test
    void aPostingThatOnlyEverFailsIsRefusedWhenOthersAreTaken() {
        // Given
        String order = PostingRows.newOrder();
        books.tell(order, Behaviour.FAIL, Behaviour.FAIL, Behaviour.FAIL, Behaviour.FAIL, Behaviour.FAIL, Behaviour.FAIL, Behaviour.FAIL, Behaviour.FAIL);

        // When
        String key = postings.invoice(FinanceOn.TO_HTTP, order);

        // Then
        await().until(() -> {
            postings.invoice(FinanceOn.TO_HTTP, PostingRows.newOrder());
            return postings.status(key).equals("REFUSED");
        });
        assertThat(books.booked(postings.reference(key))).isEmpty();
        assertThat(postings.column("reason", key)).contains("HTTP 500: oops");
    }

    // --- in order ----------------------------------------------------------------------------------------------------

    @ParameterizedTest
    @ValueSource(strings = {FinanceOn.TO_HTTP, FinanceOn.TO_SAP})
    void postingsOfAnOrderGoInOrderThroughAnOutage(String platform) {
        // Given orders whose first posting meets an ERP that is closed
        List<String> orders = IntStream.range(0, 10).mapToObj(i -> PostingRows.newOrder()).toList();
        orders.forEach(order -> books.tell(order, Behaviour.BUSY));

        // When
        List<String> keys = new ArrayList<>();
        for (String order : orders) {
            keys.add(postings.invoice(platform, order));
            keys.add(postings.insert(platform, order, PostingKind.INCOMING_PAYMENT, "PAYMENT", "110000", "VND", "{}"));
            keys.add(postings.insert(platform, order, PostingKind.PLATFORM_FEE, "FEE:1", "-5500", "VND", "{}"));
        }

        // Then
        keys.forEach(key -> awaitStatus(key, "CONFIRMED"));
        assertThat(keys).allSatisfy(key -> assertThat(books.booked(postings.reference(key))).hasSize(1));
        for (int i = 0; i < keys.size(); i += 3) {
            assertThat(books.sequence()).containsSubsequence(keys.subList(i, i + 3).stream().map(postings::reference).toList());
        }
    }

    @Test
    void anErpThatRefusesConnectionsGetsItsBacklogInOrderWhenItIsBack() {
        // Given a closed port, at which both ERPs are tried until their circuits open
        server.stop();
        List<List<String>> orders = new ArrayList<>();
        await().pollInterval(Duration.ofMillis(200)).until(() -> {
            for (String platform : List.of(FinanceOn.TO_HTTP, FinanceOn.TO_SAP)) {
                String order = PostingRows.newOrder();
                orders.add(List.of(postings.invoice(platform, order), postings.insert(platform, order, PostingKind.INCOMING_PAYMENT, "PAYMENT", "110000", "VND", "{}")));
            }
            return isOpen("http") && isOpen("sap");
        });

        // When
        server.start();

        // Then what found no connection was not in doubt for that
        for (List<String> keys : orders) {
            keys.forEach(key -> awaitStatus(key, "CONFIRMED"));
            assertThat(keys).allSatisfy(key -> assertThat(books.booked(postings.reference(key))).hasSize(1));
            assertThat(books.sequence()).containsSubsequence(keys.stream().map(postings::reference).toList());
        }
        assertThat(postings.rows("select distinct s.status from erp_posting_step s join erp_posting p using (business_key) where p.business_key = any (?) and s.detail like '%onnection refused%' and s.detail not like '%asked: %'",
            (Object) orders.stream().flatMap(List::stream).toArray(String[]::new))).containsExactly("CREATED");
        assertThat(isOpen("http") || isOpen("sap")).isFalse();
    }

    // --- refused -----------------------------------------------------------------------------------------------------

    @ParameterizedTest
    @ValueSource(strings = {FinanceOn.TO_HTTP, FinanceOn.TO_SAP})
    void aRefusedPostingIsADeadLetterInTheErpsWordsAndGoesOutWhenItIsReplayed(String platform) {
        // Given
        String order = PostingRows.newOrder();
        books.tell(order, Behaviour.REFUSE, Behaviour.REFUSE);
        String key = postings.invoice(platform, order);
        awaitStatus(key, "REFUSED");
        String letter = letter(key);
        given().get("/dead-letters/" + letter).then().statusCode(200).body("reason", org.hamcrest.Matchers.equalTo("ERP_REFUSED"))
            .body("detail", containsString(ErpBooks.WORDS)).body("body", containsString(key)).body("topic", org.hamcrest.Matchers.equalTo("erp_posting"));
        assertThat(books.booked(postings.reference(key))).isEmpty();

        // When it is replayed in vain, and again
        replay(letter, "").statusCode(202);
        await().until(() -> postings.steps(key).stream().filter("REFUSED"::equals).count() == 2);
        replay(letter(key), "{\"body\": \"{}\"}").statusCode(409).body("detail", containsString("as it is"));
        replay(letter, "").statusCode(202);

        // Then
        awaitStatus(key, "CONFIRMED");
        assertThat(books.booked(postings.reference(key))).hasSize(1);
        assertThat(postings.one("select status from dead_letter where id = ?::bigint", letter)).isEqualTo("RESOLVED");
        assertThat(postings.rows("select state from dead_letter_replay where dead_letter_id = ?::bigint order by requested_at", letter))
            .containsExactly("FAILED", "STORED");
    }

    @Test
    void refusedPostingsAreReplayedByFilterToo() {
        // Given
        List<String> keys = IntStream.range(0, 3).mapToObj(i -> PostingRows.newOrder()).map(order -> {
            books.tell(order, Behaviour.REFUSE);
            return postings.invoice(FinanceOn.TO_HTTP, order);
        }).toList();
        keys.forEach(key -> awaitStatus(key, "REFUSED"));

        // When
        given().contentType("application/json").body("{\"reason\":\"ERP_REFUSED\",\"channel\":\"http\",\"dryRun\":false}").post("/dead-letters/replay")
            .then().statusCode(202);

        // Then
        keys.forEach(key -> awaitStatus(key, "CONFIRMED"));
        assertThat(keys).allSatisfy(key -> assertThat(books.booked(postings.reference(key))).hasSize(1));
        assertThat(postings.rows("select 1 from spool where source = 'outbox'")).isEmpty();
    }

    @Test
    void aRefusedPostingHoldsUpItsOrderAndNoOther() {
        // Given
        String order = PostingRows.newOrder();
        books.tell(order, Behaviour.REFUSE);
        String invoice = postings.invoice(FinanceOn.TO_HTTP, order);
        String payment = postings.insert(FinanceOn.TO_HTTP, order, PostingKind.INCOMING_PAYMENT, "PAYMENT", "110000", "VND", "{}");
        awaitStatus(invoice, "REFUSED");

        // When
        String other = postings.invoice(FinanceOn.TO_HTTP, PostingRows.newOrder());

        // Then
        awaitStatus(other, "CONFIRMED");
        assertThat(postings.status(payment)).isEqualTo("CREATED");

        // When
        replay(letter(invoice), "").statusCode(202);

        // Then
        awaitStatus(payment, "CONFIRMED");
        assertThat(books.sequence()).containsSubsequence(postings.reference(invoice), postings.reference(payment));
    }

    @Test
    void aRateWithoutTaxCodeIsRefusedAloneAndSaysWhatToSet() {
        // Given
        List<String> orders = List.of(PostingRows.newOrder(), PostingRows.newOrder());

        // When
        String wrong = postings.insert(FinanceOn.TO_SAP, orders.get(0), PostingKind.CUSTOMER_INVOICE, "INVOICE:1", "105", "USD",
            "{\"lines\":[{\"net\":\"100\",\"tax\":\"5\",\"rate\":\"0.05\"}],\"rounding\":\"0\"}");
        postings.execute("insert into fx_rate values ('USD', '2026-11-20', 25000) on conflict do nothing");
        String right = postings.invoice(FinanceOn.TO_SAP, orders.get(1));

        // Then
        awaitStatus(right, "CONFIRMED");
        awaitStatus(wrong, "REFUSED");
        assertThat(postings.column("reason", wrong)).contains("ordersync.erp.sap.tax-codes.\"0.05\"");
    }

    // --- prepared ----------------------------------------------------------------------------------------------------

    @Test
    void aMissingRateHoldsThePostingUntilItIsThere() {
        // Given
        String key = postings.insert(FinanceOn.TO_HTTP, PostingRows.newOrder(), PostingKind.CUSTOMER_INVOICE, "INVOICE:1", "10.50", "XPF", "{}");
        awaitStatus(key, "HELD");
        assertThat(postings.column("reason", key)).contains("no rate of XPF for 2026-11-20");

        // When
        postings.execute("insert into fx_rate values ('XPF', '2026-11-18', 215.5)");
        postings.execute("update erp_posting set due_at = now() where business_key = ?", key);

        // Then
        awaitStatus(key, "CONFIRMED");
        assertThat(postings.column("rate", key) + " " + postings.column("amount_vnd", key)).isEqualTo("215.500000 2263");
    }

    @Test
    void aPostingThatNoErpTakesIsHeldAndSaysSo() {
        // When
        String key = postings.invoice("elsewhere", PostingRows.newOrder());

        // Then
        awaitStatus(key, "HELD");
        assertThat(postings.column("reason", key)).contains("ordersync.erp.routing");
        assertThat(postings.column("amount_vnd", key)).isEqualTo("110000");
    }

    /** Postings laid down in one transaction, which go out in one bulk. */
    private List<String> together(String platform, List<String> orders) {
        postings.execute("""
            insert into erp_posting (business_key, kind, platform, shop_id, order_id, amount, currency, posting_date, document)
            select ? || ':shop:' || o || ':INVOICE:1', 'CUSTOMER_INVOICE', ?, 'shop', o, 110000, 'VND', '2026-11-20', ?::jsonb from unnest(string_to_array(?, ',')) o""",
            platform, platform, PostingRows.LINES, String.join(",", orders));
        return orders.stream().map(order -> platform + ":shop:" + order + ":INVOICE:1").toList();
    }

    private boolean isOpen(String erp) {
        return meters.get("ordersync_erp_circuit_open").tag("erp", erp).gauge().value() == 1;
    }

    private String letter(String key) {
        return postings.one("select id from dead_letter where topic = 'erp_posting' and kafka_offset = ?::bigint", postings.column("id", key));
    }

    private static io.restassured.response.ValidatableResponse replay(String letter, String body) {
        return given().contentType("application/json").body(body).post("/dead-letters/" + letter + "/replay").then();
    }

    private void awaitStatus(String key, String status) {
        await().untilAsserted(() -> assertThat(postings.status(key)).as(key + " " + postings.column("reason", key)).isEqualTo(status));
    }
}
