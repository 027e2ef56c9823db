package credit;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.endsWith;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import database.Sql;
import embedded.TestServers;
import http.ProblemException;
import io.agroal.api.AgroalDataSource;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import mappings.ChannelMapping;
import mappings.MappingRegistry;
import orders.CanonicalEvent;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import webhook.ChannelsOpen;

@QuarkusTest
@TestProfile(ChannelsOpen.class)
@QuarkusTestResource(TestServers.class)
class OrderPlacementTest {

    private static final int THREADS = 64;

    @Inject
    Sql sql;
    @Inject
    AgroalDataSource database;
    @Inject
    CreditLedger ledger;
    @Inject
    IdempotencyKeys keys;
    @Inject
    ToldOrders toldOrders;
    @Inject
    MappingRegistry mappings;

    /** Names the order of one test. */
    private final String order = "S-" + UUID.randomUUID();
    private TestDealers dealers;

    @BeforeEach
    void connect() {
        dealers = new TestDealers(sql);
    }

    @Test
    void anOrderThatFitsIsAcceptedAndHeld() {
        // Given
        String dealer = dealers.dealer(1_000_000);

        // When
        Response answer = post(null, """
            {"orderId": "%s", "customerId": "%s", "amount": 600000, "currency": "VND",
             "items": [{"lineId": "1", "sku": "DRILL-10", "name": "Drill", "quantity": 2, "price": "300000"}]}""".formatted(order, dealer));

        // Then
        answer.then().statusCode(201).contentType("application/json").header("Location", endsWith("/orders/b2b/" + order))
            .body("order_id", equalTo(order)).body("platform", equalTo("b2b")).body("shop_id", equalTo("default"))
            .body("credit.decision", equalTo("OK")).body("credit.reason", nullValue()).body("credit.dealer", equalTo(dealer))
            .body("credit.available", equalTo("400000")).body("credit.held", equalTo("600000")).body("credit.currency", equalTo("VND"));
        assertThat(dealers.movements(dealer)).containsExactly("HOLD 600000 0");
        await().untilAsserted(() -> given().get("/orders/b2b/{id}", order).then().statusCode(200)
            .body("status", equalTo("PENDING")).body("amount", equalTo("600000")).body("dealer_id", equalTo(dealer))
            .body("items[0].sku", equalTo("DRILL-10")).body("items[0].price", equalTo("300000")));
        assertThat(dealers.movements(dealer)).containsExactly("HOLD 600000 0");
    }

    @Test
    void anOrderThatDoesNotFitIsKeptAndLocked() {
        // Given
        String dealer = dealers.dealer(1_000_000);

        // When
        Response answer = post(null, order(order, dealer, "1000001"));

        // Then
        answer.then().statusCode(403).contentType("application/problem+json").header("Location", endsWith("/orders/b2b/" + order))
            .body("type", equalTo("about:blank")).body("title", equalTo("Forbidden")).body("status", equalTo(403))
            .body("detail", containsString("more than the dealer may still buy"))
            .body("order_id", equalTo(order)).body("credit.decision", equalTo("LOCKED")).body("credit.reason", equalTo("OVER_LIMIT"))
            .body("credit.limit", equalTo("1000000")).body("credit.available", equalTo("1000000")).body("credit.held", equalTo("0"));
        assertThat(dealers.held(dealer)).isZero();
        await().untilAsserted(() -> given().get("/orders/b2b/{id}", order).then().statusCode(200)
            .body("status", equalTo("ON_HOLD")).body("amount", equalTo("1000001")));
    }

    @Test
    void anOrderOfAnUnknownDealerIsKeptAndLocked() {
        post(null, order(order, "nobody-" + order, "1")).then().statusCode(403).body("credit.reason", equalTo("UNKNOWN_DEALER"));
    }

    @Test
    void anOrderPostedAgainAmendsTheFirst() {
        // Given
        String dealer = dealers.dealer(1_000_000);
        post(null, order(order, dealer, "600000")).then().statusCode(201);

        // When
        Response less = post(null, order(order, dealer, "500000"));
        Response more = post(null, order(order, dealer, "900000"));
        Response tooMuch = post(null, order(order, dealer, "1100000"));

        // Then
        less.then().statusCode(201).body("credit.available", equalTo("500000"));
        more.then().statusCode(201).body("credit.available", equalTo("100000"));
        tooMuch.then().statusCode(403).body("credit.reason", equalTo("OVER_LIMIT"));
        assertThat(dealers.orders(dealer)).isEqualTo(1);
    }

    @Test
    void anAmendmentByAProcessWhoseClockIsBehindIsRefused() throws Exception {
        // Given
        String dealer = dealers.dealer(1_000_000);
        post(null, order(order, dealer, "600000")).then().statusCode(201);
        String key = "behind-" + order;
        DecisionQueue there = new DecisionQueue(ledger, keys, toldOrders, new SimpleMeterRegistry());
        try {
            // When
            Instant behind = Instant.now().minusSeconds(60);
            OrderAnswer amended = there.decide(posted(order(order, dealer, "900000"), behind), key(key)).join();
            OrderAnswer same = there.decide(posted(order(order, dealer, "600000"), behind), Optional.empty()).join();

            // Then
            assertThat(amended.status()).isEqualTo(409);
            assertThat(amended.json()).contains(order, "at a later time", "nothing of this one was kept");
            assertThat(same.status()).isEqualTo(201);
            assertThat(dealers.movements(dealer)).containsExactly("HOLD 600000 0");
            assertThat(keys.find(List.of(key))).isEmpty();
        } finally {
            there.stop();
        }
    }

    @Test
    void oneOfManyThatWasToldOtherwiseIsRefusedAlone() throws Exception {
        // Given
        String dealer = dealers.dealer(100_000_000);
        post(null, order(order + "-25", dealer, "600000")).then().statusCode(201);
        DecisionQueue there = new DecisionQueue(ledger, keys, toldOrders, new SimpleMeterRegistry());
        try {
            // When
            Instant behind = Instant.now().minusSeconds(60);
            List<CompletableFuture<OrderAnswer>> answers = IntStream.range(0, 50)
                .mapToObj(i -> there.decide(posted(order(order + "-" + i, dealer, "1000"), behind), key(order + "-" + i))).toList();

            // Then
            assertThat(IntStream.range(0, 50).filter(i -> answers.get(i).join().status() == 409)).containsExactly(25);
            assertThat(dealers.held(dealer)).isEqualTo(600_000 + 49 * 1_000);
        } finally {
            there.stop();
        }
    }

    @Test
    void whatCannotBeDecidedOnFailsAlone() throws Exception {
        // Given one with a character that PostgreSQL does not store, and one that nothing can be made of
        String dealer = dealers.dealer(100_000_000);
        DecisionQueue queue = new DecisionQueue(ledger, keys, toldOrders, new SimpleMeterRegistry());
        try {
            // When
            List<CompletableFuture<OrderAnswer>> answers = IntStream.range(0, 50).mapToObj(i -> {
                PostedOrder posted = posted(order(order + "-" + i, dealer, "1000"), Instant.now());
                CanonicalEvent event = switch (i) {
                    case 25 -> CreditDatabase.event(posted.orderId() + "\0", 0, "PENDING", dealer, "1", "VND");
                    case 26 -> null;
                    default -> posted.event();
                };
                return queue.decide(new PostedOrder(posted.orderId(), posted.message(), event), Optional.empty());
            }).toList();

            // Then
            assertThat(answers.get(25).join().status()).isEqualTo(400);
            assertThat(answers.get(26).join().status()).isEqualTo(500);
            assertThat(answers).filteredOn(answer -> answer.join().status() == 201).hasSize(48);
            assertThat(dealers.held(dealer)).isEqualTo(48 * 1_000);
        } finally {
            queue.stop();
        }
    }

    @Test
    void aDealerWhoIsHeldBySomebodyKeepsNoOthersOrderWaiting() throws Exception {
        // Given
        List<String> buyers = IntStream.range(0, 50).mapToObj(i -> dealers.dealer(1_000_000)).toList();
        DecisionQueue queue = new DecisionQueue(ledger, keys, toldOrders, new SimpleMeterRegistry());
        try (Connection holder = database.getConnection(); Statement statement = holder.createStatement()) {
            holder.setAutoCommit(false);
            statement.execute("select 1 from dealer where customer_id = '" + buyers.get(25) + "' for update");

            // When
            List<CompletableFuture<OrderAnswer>> answers = IntStream.range(0, 50).mapToObj(i ->
                queue.decide(posted(order(order + "-" + i, buyers.get(i), "1000"), Instant.now()), Optional.empty())).toList();

            // Then
            assertThat(IntStream.range(0, 50).filter(i -> answers.get(i).join().status() != 201)).containsExactly(25);
            assertThat(answers.get(25).join().status()).isEqualTo(503);
            holder.rollback();
            holder.setAutoCommit(true);
        } finally {
            queue.stop();
        }
    }

    @ParameterizedTest
    @CsvSource({"dealer_id, no dealer", "amount, no amount"})
    void anOrderThatAnEditedMappingTakesAFactFromIsRefused(String field, String missing, @TempDir Path folder) throws Exception {
        // Given
        try (Stream<Path> files = Files.walk(Path.of("mappings/b2b"))) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path copy = folder.resolve(Path.of("mappings").relativize(file));
                Files.createDirectories(copy.getParent());
                Files.copy(file, copy);
            }
        }
        Path placed = folder.resolve("b2b/placed.jslt");
        Files.writeString(placed, Files.readString(placed).replaceAll("\"(" + field + (field.equals("amount") ? "|currency" : "") + ")\": .*,", ""));
        ChannelMapping edited = MappingRegistry.of(folder, false).find(PostedOrder.CHANNEL).orElseThrow();
        byte[] body = order(order, "D-1", "1000").getBytes(StandardCharsets.UTF_8);

        // When
        ThrowingCallable read = () -> PostedOrder.read(body, edited, Instant.now());

        // Then
        assertThatThrownBy(read).isInstanceOfSatisfying(ProblemException.class, refusal -> assertThat(refusal.problem().detail()).contains(missing));
    }

    @ParameterizedTest
    @CsvSource({"COMPLETED,delivered already", "CANCELLED,cancelled", "RETURNED,returned"})
    void anOrderThatIsOverIsNotPlacedAgain(String status, String how) throws Exception {
        // Given
        String dealer = dealers.dealer(1_000_000);
        post(null, order(order, dealer, "600000")).then().statusCode(201);
        ledger.decide(List.of(told(status, dealer, Instant.now())));
        List<String> movements = dealers.movements(dealer);

        // When
        Response again = post(null, order(order, dealer, "100000"));

        // Then
        again.then().statusCode(409).contentType("application/problem+json").body("detail", containsString("is " + how));
        assertThat(dealers.movements(dealer)).isEqualTo(movements);
    }

    @Test
    void anOrderThatIsOverLaterByItsChannelsClockIsNotAccepted() throws Exception {
        // Given an order cancelled at a time still to come by this process's clock, of which no dealer is known yet
        String dealer = dealers.dealer(1_000_000);
        ledger.decide(List.of(told("CANCELLED", null, Instant.now().plusSeconds(60))));

        // When
        Response answer = post(null, order(order, dealer, "100000"));

        // Then
        answer.then().statusCode(409).body("detail", containsString("cancelled"));
        assertThat(dealers.movements(dealer)).isEmpty();
    }

    @Test
    void anOrderEditedLaterByItsChannelsClockIsNotAcceptedForAnotherAmount() throws Exception {
        // Given
        String dealer = dealers.dealer(1_000_000);
        ledger.decide(List.of(told("PENDING", dealer, Instant.now().plusSeconds(60))));

        // When
        Response answer = post(null, order(order, dealer, "100000"));

        // Then
        answer.then().statusCode(409).body("detail", containsString("at a later time"));
        assertThat(dealers.movements(dealer)).containsExactly("HOLD 600000 0");
    }

    @Test
    void aKeyGetsTheAnswerOfTheFirstTime() {
        // Given
        String dealer = dealers.dealer(1_000_000);
        String accepted = "accepted-" + order;
        String locked = "locked-" + order;
        Response first = post(accepted, order(order, dealer, "600000"));
        Response refused = post(locked, order(order + "b", dealer, "600000"));

        // When
        Response again = post("\"" + accepted + "\"", order(order, dealer, "600000"));
        Response refusedAgain = post(locked, order(order + "b", dealer, "600000"));

        // Then
        assertThat(again.statusCode()).isEqualTo(first.statusCode()).isEqualTo(201);
        assertThat(again.asString()).isEqualTo(first.asString());
        assertThat(again.contentType()).isEqualTo(first.contentType());
        assertThat(refusedAgain.statusCode()).isEqualTo(refused.statusCode()).isEqualTo(403);
        assertThat(refusedAgain.asString()).isEqualTo(refused.asString());
        assertThat(dealers.movements(dealer)).containsExactly("HOLD 600000 0");
        await().untilAsserted(() -> assertThat(events(order)).isEqualTo(1));
    }

    @Test
    void aKeyWithAnotherBodyIsRefusedAndKeepsNothing() {
        // Given
        String dealer = dealers.dealer(1_000_000);
        post(order, order(order, dealer, "600000")).then().statusCode(201);

        // When
        Response other = post(order, order(order + "b", dealer, "100000"));

        // Then
        other.then().statusCode(422).contentType("application/problem+json").body("title", equalTo("Unprocessable Content"))
            .body("detail", containsString("Idempotency-Key"));
        assertThat(dealers.movements(dealer)).containsExactly("HOLD 600000 0");
        assertThat(dealers.orders(dealer)).isEqualTo(1);
    }

    @Test
    void aKeySentByManyAtOnceIsDecidedOnce() throws Exception {
        // Given
        String dealer = dealers.dealer(1_000_000);

        // When
        List<Response> answers = atOnce(IntStream.range(0, THREADS).<Callable<Response>>mapToObj(i -> () -> post(order, order(order, dealer, "10000"))).toList());

        // Then
        assertThat(answers).extracting(Response::statusCode).containsOnly(201);
        assertThat(answers).extracting(Response::asString).containsOnly(answers.get(0).asString());
        assertThat(dealers.movements(dealer)).containsExactly("HOLD 10000 0");
        await().untilAsserted(() -> assertThat(events(order)).isEqualTo(1));
    }

    @Test
    void keysSentToTwoProcessesAtOnceAreDecidedOnceEach() throws Exception {
        // Given two queues that know nothing of each other, and the same orders for both, in opposite order
        String dealer = dealers.dealer(100_000_000);
        int orders = 200;
        DecisionQueue here = new DecisionQueue(ledger, keys, toldOrders, new SimpleMeterRegistry());
        DecisionQueue there = new DecisionQueue(ledger, keys, toldOrders, new SimpleMeterRegistry());
        try {
            // When
            List<CompletableFuture<OrderAnswer>> answersHere = new ArrayList<>();
            List<CompletableFuture<OrderAnswer>> answersThere = new ArrayList<>();
            for (int i = 0; i < orders; i++) {
                answersHere.add(decide(here, dealer, i));
                answersThere.add(0, decide(there, dealer, orders - 1 - i));
            }

            // Then both were given the same answers, and each order is held once
            List<OrderAnswer> given = answersHere.stream().map(CompletableFuture::join).toList();
            assertThat(given).extracting(OrderAnswer::status).containsOnly(201);
            assertThat(answersThere.stream().map(CompletableFuture::join).toList()).isEqualTo(given);
            assertThat(dealers.held(dealer)).isEqualTo(1000L * orders);
            assertThat(dealers.movements(dealer)).hasSize(orders);
        } finally {
            here.stop();
            there.stop();
        }
    }

    @Test
    void ofManyAtOnceAsManyAreAcceptedAsThereIsRoomFor() throws Exception {
        // Given room for ten
        String dealer = dealers.dealer(1_000_000);

        // When
        List<Response> answers = atOnce(IntStream.range(0, THREADS)
            .<Callable<Response>>mapToObj(i -> () -> post(null, order(order + "-" + i, dealer, "100000"))).toList());

        // Then
        assertThat(answers).filteredOn(answer -> answer.statusCode() == 201).hasSize(10);
        assertThat(answers).filteredOn(answer -> answer.statusCode() == 403).hasSize(THREADS - 10);
        assertThat(dealers.held(dealer)).isEqualTo(1_000_000);
        assertThat(dealers.orders(dealer)).isEqualTo(THREADS);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
        "amount: must be         | {'orderId': 'o', 'customerId': 'c', 'currency': 'VND'}",
        "amount: must be         | {'orderId': 'o', 'customerId': 'c', 'currency': 'VND', 'amount': 'much'}",
        "amount: must be         | {'orderId': 'o', 'customerId': 'c', 'currency': 'VND', 'amount': 0.5}",
        "amount: must be         | {'orderId': 'o', 'customerId': 'c', 'currency': 'VND', 'amount': -1}",
        "amount: must be         | {'orderId': 'o', 'customerId': 'c', 'currency': 'VND', 'amount': 1e15}",
        "currency: must be       | {'orderId': 'o', 'customerId': 'c', 'currency': 'vnd', 'amount': 1}",
        "currency: must be       | {'orderId': 'o', 'customerId': 'c', 'currency': 'DONG', 'amount': 1}",
        "customerId: must be     | {'orderId': 'o', 'currency': 'VND', 'amount': 1}",
        "customerId: must be     | {'orderId': 'o', 'customerId': 5, 'currency': 'VND', 'amount': 1}",
        "orderId: must be        | {'orderId': '', 'customerId': 'c', 'currency': 'VND', 'amount': 1}",
        "orderId: must be        | {'orderId': 'a\\nb', 'customerId': 'c', 'currency': 'VND', 'amount': 1}",
        "is no field; those are  | {'orderId': 'o', 'customerId': 'c', 'currency': 'VND', 'amount': 1, 'limit': 5}",
        "items: must be          | {'orderId': 'o', 'customerId': 'c', 'currency': 'VND', 'amount': 1, 'items': {}}",
        "items[0]                | {'orderId': 'o', 'customerId': 'c', 'currency': 'VND', 'amount': 1, 'items': [{'qty': 1}]}",
        "quantity: must be       | {'orderId': 'o', 'customerId': 'c', 'currency': 'VND', 'amount': 1, 'items': [{'quantity': 'two'}]}",
        "The body: must be       | [1]",
        "The body: must be       | {'orderId': 'o', 'orderId': 'p'}"})
    void aWrongFieldIsNamed(String expected, String body) {
        post(null, body.replace('\'', '"')).then().statusCode(400).contentType("application/problem+json").body("detail", containsString(expected));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "two words", "\"open", "back\\slash", "\u00fcber"})
    void aWrongKeyIsNamed(String key) {
        post(key, order(order, "c", "1")).then().statusCode(400).body("detail", containsString("Idempotency-Key"));
    }

    @Test
    void aKeyIsNoLongerThanItMayBe() {
        post("k".repeat(256), order(order, "c", "1")).then().statusCode(400).body("detail", containsString("255"));
    }

    @Test
    void keysAreForgottenAfterADay() {
        // Given
        sql.update("""
            insert into idempotency_key (key, request_hash, status, answer, created_at)
            select ? || i, '', 201, '{}', now() - interval '25 hours' from generate_series(1, 10001) i""", order);
        sql.update("insert into idempotency_key (key, request_hash, status, answer, created_at) values (?, '', 201, '{}', now() - interval '23 hours')", order);

        // When
        int expired = keys.expire();

        // Then
        assertThat(expired).isGreaterThanOrEqualTo(10_001);
        assertThat(sql.query("select key from idempotency_key where key like ? || '%'", row -> row.getString(1), order)).containsExactly(order);
    }

    private static String order(String id, String dealer, String amount) {
        return "{\"orderId\": \"%s\", \"customerId\": \"%s\", \"amount\": %s, \"currency\": \"VND\"}".formatted(id, dealer, amount);
    }

    private static Response post(String key, String body) {
        var request = given().contentType("application/json").body(body);
        return (key == null ? request : request.header("Idempotency-Key", key)).post("/orders");
    }

    private CompletableFuture<OrderAnswer> decide(DecisionQueue queue, String dealer, int number) {
        String body = order(order + "-" + number, dealer, "1000");
        return queue.decide(posted(body, Instant.now()), IdempotencyKey.of(List.of(order + "-" + number), body.getBytes(StandardCharsets.UTF_8)));
    }

    private PostedOrder posted(String body, Instant at) {
        return PostedOrder.read(body.getBytes(StandardCharsets.UTF_8), mappings.find(PostedOrder.CHANNEL).orElseThrow(), at);
    }

    private static Optional<IdempotencyKey> key(String text) {
        return IdempotencyKey.of(List.of(text), text.getBytes(StandardCharsets.UTF_8));
    }

    /** What the order's channel tells of it: 600,000. */
    private CanonicalEvent told(String status, String dealer, Instant at) {
        int second = (int) Duration.between(CreditDatabase.START, at).toSeconds() + 1;
        return CreditDatabase.event(order, second, status, dealer, 600_000L);
    }

    private static List<Response> atOnce(List<Callable<Response>> requests) throws Exception {
        CyclicBarrier start = new CyclicBarrier(requests.size());
        ExecutorService threads = Executors.newFixedThreadPool(requests.size());
        try {
            List<Future<Response>> answers = requests.stream().map(request -> threads.submit(() -> {
                start.await();
                return request.call();
            })).toList();
            List<Response> given = new ArrayList<>();
            for (Future<Response> answer : answers) {
                given.add(answer.get());
            }
            return given;
        } finally {
            threads.shutdownNow();
        }
    }

    private int events(String orderId) {
        return sql.query("select count(*) from order_event where platform = 'b2b' and order_id = ?", row -> row.getInt(1), orderId).get(0);
    }
}
