package credit;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasSize;
import static org.hamcrest.Matchers.nullValue;

import database.Sql;
import embedded.TestServers;
import http.WithoutNormalizing;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@QuarkusTest
@TestProfile(WithoutNormalizing.class)
@QuarkusTestResource(TestServers.class)
class DealerImportTest {

    private static final String HEADER = "customer_id,name,limit,currency,terms_days,grace_days,parent\n";

    @Inject
    Sql sql;

    private final String p = "i" + UUID.randomUUID().toString().substring(0, 8) + "-";
    private Books books;

    @BeforeEach
    void open() {
        books = new Books(sql);
    }

    @Test
    void aFileMakesAndChangesDealersAndAParentMayComeLater() {
        // Given a dealer with a movement, which the file moves
        Books.put(p + "known", 100, null).statusCode(201);
        books.move(p + "known", 10, 20);

        // When
        post(HEADER + p + "known,Known,100,VND,30,5," + p + "root\n" + p + "leaf,\"Lá, \"\"nhỏ\"\"\",200,VND,0,0," + p + "mid\r\n\n"
            + p + "mid,Mid,300,VND,30,5," + p + "root\n" + p + "root,Root,1000,VND,30,5,\n")
            .statusCode(200).body("rows", equalTo(4)).body("created", equalTo(3)).body("changed", equalTo(1));

        // Then
        books.agree(p);
        given().get("/dealers/{id}", p + "leaf").then().body("name", equalTo("Lá, \"nhỏ\"")).body("pool", equalTo(List.of(p + "leaf", p + "mid", p + "root")));
        given().get("/dealers/{id}", p + "root").then().body("pool_outstanding", equalTo("20")).body("pool_held", equalTo("10")).body("parent", nullValue());
        assertThat(books.one("select count(*) from credit_audit where customer_id like ?", p + "%")).isEqualTo("5");
    }

    @Test
    void columnsMayComeInAnyOrderWithAByteOrderMarkAndWithoutParents() {
        post("\uFEFFname,customer_id,currency,limit,grace_days,terms_days\nA," + p + "a,USD,10.50,1,2\n").statusCode(200).body("created", equalTo(1));
        given().get("/dealers/{id}", p + "a").then().body("limit", equalTo("10.50")).body("grace_days", equalTo(1)).body("terms_days", equalTo(2));
    }

    @Test
    void aDealerStaysInItsPoolWhereTheFileHasNoColumnOfParents() {
        // Given
        post(HEADER + p + "root,Root,1000,VND,30,5,\n" + p + "leaf,Leaf,200,VND,30,5," + p + "root\n").statusCode(200);
        String columns = "customer_id,name,limit,currency,terms_days,grace_days\n";

        // When
        post(columns + p + "leaf,Leaf,300,VND,30,5\n" + p + "new,New,100,VND,30,5\n").statusCode(200)
            .body("created", equalTo(1)).body("changed", equalTo(1));

        // Then
        given().get("/dealers/{id}", p + "leaf").then().body("limit", equalTo("300")).body("parent", equalTo(p + "root"));
        given().get("/dealers/{id}", p + "new").then().body("parent", nullValue());
        post(columns + p + "leaf,Leaf,300,VND,30,5\n").statusCode(200).body("changed", equalTo(0));
        post(columns + p + "leaf,Leaf,300,USD,30,5\n").statusCode(400).body("faults[0].column", equalTo("currency"));

        // When the column is there, and empty
        post(HEADER + p + "leaf,Leaf,300,VND,30,5,\n").statusCode(200).body("changed", equalTo(1));

        // Then
        given().get("/dealers/{id}", p + "leaf").then().body("parent", nullValue());
    }

    @Test
    void everyFaultIsNamedByLineAndColumnAndNothingIsImported() {
        // When
        ValidatableResponse answer = post(HEADER
            + p + "good,Good,100,VND,30,5,\n"
            + p + "b,B,-1,VND,30,x,\n"
            + "\"\",C,100,VND,30,5,\n"
            + p + "d,\"two\nlines\",100,XXX,30,5,\n"
            + p + "good,Again,100,VND,30,5,\n"
            + p + "f,F,1.5,VND,30,5,\n"
            + p + "g,G,100\n");

        // Then
        answer.statusCode(400).contentType("application/problem+json").body("status", equalTo(400))
            .body("faults.line", equalTo(List.of(3, 3, 4, 5, 7, 8, 9)))
            .body("faults.column", equalTo(java.util.Arrays.asList("limit", "grace_days", "customer_id", "currency", "customer_id", "limit", null)))
            .body("faults[4].detail", containsString("line 2"));
        given().get("/dealers/{id}", p + "good").then().statusCode(404);
    }

    @Test
    void whatCannotBeIsNamedByLineToo() {
        // When a circle, a parent that is not there, another currency
        post(HEADER + p + "a,A,100,VND,30,5," + p + "b\n" + p + "b,B,100,VND,30,5," + p + "a\n" + p + "c,C,100,VND,30,5," + p + "none\n"
            + p + "d,D,100,VND,30,5,\n" + p + "e,E,100,USD,30,5," + p + "d\n")

            // Then
            .statusCode(400).body("faults.line", equalTo(List.of(2, 3, 4, 6))).body("faults.column", equalTo(List.of("parent", "parent", "parent", "currency")));
        given().get("/dealers/{id}", p + "d").then().statusCode(404);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n", "customer_id,name\n", "customer_id,name,limit,currency,terms_days,grace_days,parent,colour\n",
        "customer_id,customer_id,name,limit,currency,terms_days,grace_days\n"})
    void aFirstLineThatIsNotTheColumnsIsRefused(String file) {
        post(file).statusCode(400).body("faults[0].line", equalTo(1)).body("faults[0].detail", containsString("column"));
    }

    @ParameterizedTest
    @CsvSource({"';', semicolons", "'\t', tabs"})
    void aFileWithOtherSeparatorsIsToldSo(String separator, String called) {
        post((HEADER + p + "a,A,500.000,VND,30,5,\n").replace(",", separator)).statusCode(400).body("faults", hasSize(1))
            .body("faults[0].line", equalTo(1)).body("faults[0].detail", containsString("separated by " + called));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {"name|\"a\u0000b\"", "limit|99999999999999999999", "limit|=1+1", "limit|1e5", "limit|", "terms_days|", "terms_days|1.0", "currency|đ", "name|", "parent|a\u0007"})
    void hostileCellsAreFaults(String column, String cell) {
        String row = p + "a,A,100,VND,30,5,x";
        String[] cells = row.split(",");
        cells[List.of("customer_id", "name", "limit", "currency", "terms_days", "grace_days", "parent").indexOf(column)] = cell == null ? "" : cell;
        post(HEADER + String.join(",", cells) + "\n").statusCode(400).body("faults[0].line", equalTo(2)).body("faults[0].column", equalTo(column));
    }

    @Test
    void aQuoteLeftOpenIsAFaultOfItsLine() {
        post(HEADER + p + "a,A,100,VND,30,5,\n" + p + "b,\"B,100,VND,30,5,\n").statusCode(400).body("faults", hasSize(1))
            .body("faults[0].line", equalTo(3));
    }

    @Test
    void bytesThatAreNotUtf8AreRefused() {
        given().contentType("text/csv").body((HEADER + "a,Đại lý,1,VND,1,1,").getBytes(StandardCharsets.UTF_16)).post("/dealers/import").then().statusCode(400)
            .body("detail", containsString("UTF-8"));
    }

    @Test
    void moreRowsThanTheLimitAreRefusedWithItsName() {
        String rows = IntStream.rangeClosed(0, 10_000).mapToObj(i -> p + i + ",A,1,VND,0,0,\n").collect(Collectors.joining());
        post(HEADER + rows).statusCode(413).contentType("application/problem+json").body("detail", containsString("ordersync.credit.import-rows"));
        assertThat(books.one("select count(*) from dealer where customer_id like ?", p + "%")).isEqualTo("0");
    }

    @Test
    void aLargeFileIsImportedAtOnce() {
        String rows = IntStream.range(0, 5_000).mapToObj(i -> p + i + ",A,1,VND,0,0," + (i == 0 ? "" : p + "0") + "\n").collect(Collectors.joining());
        post(HEADER + rows).statusCode(200).body("created", equalTo(5_000));
        post(HEADER + rows).statusCode(200).body("created", equalTo(0)).body("changed", equalTo(0));
    }

    private static ValidatableResponse post(String file) {
        return given().contentType("text/csv").body(file.getBytes(StandardCharsets.UTF_8)).post("/dealers/import").then();
    }
}
