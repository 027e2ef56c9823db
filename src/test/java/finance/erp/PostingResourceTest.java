package finance.erp;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.nullValue;

import finance.FinanceOn;
import finance.PostingKind;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.path.json.JsonPath;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@TestProfile(FinanceOn.class)
class PostingResourceTest {

    @Inject
    DataSource database;

    private PostingRows postings;

    @BeforeEach
    void connect() {
        postings = new PostingRows(database);
    }

    @Test
    void pagesOfAnOrderHoldEachOfItsPostingsOnceTheLatestFirst() {
        // Given
        String order = PostingRows.newOrder();
        List<String> keys = IntStream.rangeClosed(1, 5).mapToObj(i -> postings.insert("elsewhere", order, PostingKind.CREDIT_MEMO, "CREDIT:" + i, "1.5", "USD", "{}")).toList();

        // When
        List<String> read = new ArrayList<>();
        String cursor = "";
        while (cursor != null) {
            JsonPath page = given().queryParams("order", order, "kind", "CREDIT_MEMO", "date", "2026-11-20", "limit", 2, "cursor", cursor).get("/postings").jsonPath();
            read.addAll(page.getList("postings.business_key"));
            cursor = page.getString("next");
        }

        // Then
        assertThat(read).containsExactly(keys.get(4), keys.get(3), keys.get(2), keys.get(1), keys.get(0));
    }

    @Test
    void aPostingShowsItsLife() {
        // Given
        String order = PostingRows.newOrder();
        postings.execute("""
            insert into erp_posting (business_key, kind, order_id, amount, currency, status, document_number, erp, document)
            values (?, 'CUSTOMER_INVOICE', ?, 110000, 'VND', 'CONFIRMED', '0100000008', 'sap', ?::jsonb)""", "a/b " + order, order, PostingRows.LINES);
        for (String status : List.of("CREATED", "SENT", "CONFIRMED")) {
            postings.execute("insert into erp_posting_step (business_key, status) values (?, ?)", "a/b " + order, status);
        }

        // Then
        given().get("/postings/{key}", "a/b " + order).then().statusCode(200).body("status", equalTo("CONFIRMED")).body("document_number", equalTo("0100000008"))
            .body("amount", equalTo("110000")).body("platform", nullValue()).body("document.lines[0].net", equalTo("100000"))
            .body("steps.status", contains("CREATED", "SENT", "CONFIRMED"));
        given().queryParams("order", order, "status", "CONFIRMED", "erp", "sap").get("/postings").then().body("postings.business_key", contains("a/b " + order));
    }

    @ParameterizedTest
    @CsvSource({"status,BOOKED,CREATED", "kind,INVOICE,CUSTOMER_INVOICE", "erp,SAP,sap", "date,today,2026-05-01", "limit,0,200", "cursor,x,next"})
    void aWrongParameterIsNamed(String parameter, String value, String allowed) {
        given().queryParam(parameter, value).get("/postings").then().statusCode(400).body("detail", containsString(parameter)).body("detail", containsString(allowed));
    }

    @ParameterizedTest
    @ValueSource(ints = {10, 900})
    void anUnknownPostingIsNotFoundHoweverLongTheNamesItsKeyIsMadeOf(int characters) {
        given().get("/postings/none:" + "x".repeat(characters)).then().statusCode(404).body("detail", containsString("no posting"));
    }
}
