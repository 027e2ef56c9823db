package credit;

import static io.restassured.RestAssured.given;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.nullValue;
import static org.hamcrest.Matchers.startsWith;

import database.Sql;
import embedded.TestServers;
import http.WithoutNormalizing;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is exported of a dealer: the same that is listed of it, and nothing of another. */
@QuarkusTest
@TestProfile(WithoutNormalizing.class)
@QuarkusTestResource(TestServers.class)
class DealerBooksTest {

    @Inject
    Sql database;

    private final String dealer = "D" + UUID.randomUUID().toString().substring(0, 8);
    private final String other = "D" + UUID.randomUUID().toString().substring(0, 8);

    @BeforeEach
    void twoDealers() {
        for (String id : List.of(dealer, other)) {
            database.update("""
                insert into dealer (customer_id, name, credit_limit, currency, terms_days, grace_days, pool)
                values (?, 'Minh Phát', 1000, 'USD', 30, 5, array[?])""", id, id);
        }
    }

    @AfterEach
    void forget() {
        for (String id : List.of(dealer, other)) {
            database.update("delete from invoice where customer_id = ?", id);
        }
    }

    @Test
    void everyInvoiceOfTheDealerIsInTheFileOnceOverManyPages() {
        // Given several pages of them, of which many are due on the same day, and one of another
        invoices(dealer, 1_203);
        invoices(other, 1);

        // When
        List<String> lines = csv("/dealers/" + dealer + "/invoices/export?format=csv");

        // Then the one that is due first comes first
        assertThat(lines).hasSize(1_203).doesNotHaveDuplicates().allMatch(line -> line.startsWith(dealer + ",b2b,s,o-"))
            .isSortedAccordingTo(Comparator.comparing((String line) -> line.substring(line.lastIndexOf(',') + 1)).thenComparing(line -> line.split(",")[3]));
        assertThat(lines.get(0)).isEqualTo(dealer + ",b2b,s,o-1" + dealer + ",10.50,0.00,USD,2026-01-01,2026-02-01");
    }

    @Test
    void invoicesThatWereDueInLongPastYearsHavePagesToo() {
        // Given two pages of a file, from an order whose shop told no time that is true
        invoices(dealer, 600);
        database.update("update invoice set due_on = '1970-01-31', issued_on = '1970-01-01' where customer_id = ?", dealer);
        String invoices = "/dealers/" + dealer + "/invoices";

        // When
        String next = given().get(invoices + "?limit=2").then().statusCode(200).extract().path("next");
        List<String> lines = csv(invoices + "/export?format=csv");

        // Then
        given().get(invoices + "?limit=2&cursor=" + next).then().statusCode(200).body("invoices", hasSize(2));
        assertThat(lines).hasSize(600).doesNotHaveDuplicates();
    }

    @Test
    void theFilterOfInvoicesIsThatOfTheirFile() {
        // Given some, of which every other is paid
        invoices(dealer, 9);

        // When
        List<String> open = csv("/dealers/" + dealer + "/invoices/export?format=csv&open=true");
        List<String> paid = csv("/dealers/" + dealer + "/invoices/export?format=csv&open=false");

        // Then
        assertThat(open).hasSize(4).allMatch(line -> line.contains(",10.50,10.50,"));
        assertThat(paid).hasSize(5).allMatch(line -> line.contains(",10.50,0.00,"));
    }

    @Test
    void everyMovementOfTheDealerIsInTheFileTheLatestFirst() {
        // Given several pages, and one of another
        database.update("""
            insert into credit_ledger (customer_id, kind, held, outstanding, reason)
            select ?, 'ADJUST', 0, n, 'a' || n from generate_series(-600, 600) as n""", dealer);
        database.update("insert into credit_ledger (customer_id, kind, held, outstanding) values (?, 'ADJUST', 0, 0)", other);

        // When
        List<String> lines = csv("/dealers/" + dealer + "/ledger/export?format=csv");

        // Then
        assertThat(lines).hasSize(1_201).doesNotHaveDuplicates().allMatch(line -> line.contains("," + dealer + ",ADJUST,0.00,"));
        assertThat(lines.get(0)).contains(",600.00,USD,").contains(",a600,");
        assertThat(lines.get(1_200)).contains(",-600.00,USD,").contains(",a-600,");
    }

    @Test
    void whoChangedWhatOfTheDealerIsInTheFileWithWhatItWasAndIs() {
        // Given
        given().contentType("application/json").body("{\"reason\": \"=the cheque bounced\"}").post("/dealers/" + dealer + "/lock").then().statusCode(200);

        // When
        List<String> lines = csv("/dealers/" + dealer + "/audit/export?format=csv");

        // Then
        assertThat(lines).singleElement().asString().contains("," + dealer + ",").contains(",DEALER_LOCKED,").contains(",'=the cheque bounced,")
            .contains("\"\"=the cheque bounced\"\"");
    }

    @Test
    void theFilterOfLimitRequestsIsThatOfTheirFile() {
        // Given requests of two dealers, in two states
        for (String state : List.of("OPEN", "REFUSED")) {
            database.update("""
                insert into limit_request (customer_id, new_limit, reason, state, asked_by)
                select unnest(array[?, ?]), 5000, 'more', ?, 'thu.tran'""", dealer, other, state);
        }

        // When
        List<String> lines = csv("/credit/limit-requests/export?format=csv&state=OPEN&customerId=" + dealer);

        // Then
        assertThat(lines).singleElement().asString().contains("," + dealer + ",5000.00,USD,").contains(",OPEN,");
    }

    @Test
    void theFilterOfPaymentsThatWaitIsThatOfTheirFile() {
        // Given one that waits for its dealer, and one for its order
        database.update("""
            insert into dealer_payment (payment_id, customer_id, order_id, amount, currency, settled_at, waits_for)
            values ('p1' || ?, ?, null, 12.5, 'USD', now(), 'DEALER'), ('p2' || ?, null, 'o-1', 7, 'USD', now(), 'ORDER')""", dealer, "unknown" + dealer, dealer);

        // When
        List<String> lines = csv("/credit/payments/export?format=csv&waitsFor=DEALER");

        // Then
        assertThat(lines).filteredOn(line -> line.contains(dealer)).singleElement().asString()
            .startsWith("p1" + dealer + ",unknown" + dealer + ",,12.50,0.00,USD,").endsWith(",DEALER");
        database.update("delete from dealer_payment where payment_id like '%' || ?", dealer);
    }

    @ParameterizedTest
    @ValueSource(strings = {"invoices", "ledger", "audit"})
    void aDealerThatThereIsNotHasNoFile(String book) {
        for (String format : List.of("csv", "xlsx")) {
            given().get("/dealers/nobody/" + book + "/export?format=" + format).then().statusCode(404).contentType("application/problem+json")
                .header("Content-Disposition", nullValue()).body("detail", containsString("no dealer nobody"));
        }
    }

    /** Of them every other is paid, and three are due on each day. */
    private void invoices(String of, int count) {
        database.update("""
            insert into invoice (platform, shop_id, order_id, customer_id, amount, open, issued_on, due_on)
            select 'b2b', 's', 'o-' || n || ?, ?, 10.5, 10.5 * ((n + 1) % 2), date '2026-01-01' + (n - 1) / 3, date '2026-02-01' + (n - 1) / 3
              from generate_series(1, ?) as n""", of, of, count);
    }

    /** The lines below the heading. */
    private static List<String> csv(String address) {
        byte[] file = given().get(address).then().statusCode(200).contentType(startsWith("text/csv")).extract().asByteArray();
        return new String(file, UTF_8).lines().skip(1).toList();
    }
}
