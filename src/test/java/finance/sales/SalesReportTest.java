package finance.sales;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import finance.bank.BankDatabase;
import java.io.IOException;
import java.math.BigDecimal;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SalesReportTest {

    private static final LocalDate DAY = LocalDate.parse("2026-11-21");
    private static final SlaConfig SLA = new Hours(48, 168, 24);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static BankDatabase database;

    private record Hours(int shipHours, int deliverHours, int postingHours) implements SlaConfig { }

    @BeforeAll
    static void open() throws SQLException {
        database = new BankDatabase("sales_report", Map.of());
    }

    @AfterAll
    static void close() throws SQLException {
        database.close();
    }

    @BeforeEach
    void clear() throws SQLException {
        database.clear();
    }

    private static SalesReport report(String now) throws SQLException {
        return new SalesReports(database.pool, database.finance, SLA, 90, Clock.fixed(Instant.parse(now), ZoneOffset.UTC)).of(DAY);
    }

    private static JsonNode json(SalesReport report) throws IOException {
        return JSON.readTree(SalesFormat.JSON.bytes(report));
    }

    private static void posting(String shop, String order, String kind, String amount, String currency, String tax, String vnd) throws SQLException {
        posting(shop, order, kind, amount, currency, tax, vnd, "CONFIRMED", "2026-11-21T03:00:00Z", "2026-11-21T04:00:00Z");
    }

    private static void posting(String shop, String order, String kind, String amount, String currency, String tax, String vnd, String status,
                                String created, String finished) throws SQLException {
        database.execute("insert into erp_posting (business_key, platform, shop_id, order_id, kind, amount, currency, posting_date, document, amount_vnd, rate,"
                + " status, created_at, finished_at) values (?, 'lazada', ?, ?, ?, ?, ?, '2026-11-21', ?::jsonb, ?, ?, ?, ?::timestamptz, ?::timestamptz)",
            shop + order + kind + amount, shop, order, kind, new BigDecimal(amount), currency, tax == null ? "{}" : "{\"tax\":\"" + tax + "\"}",
            vnd == null ? null : new BigDecimal(vnd), vnd == null ? null : BigDecimal.ONE, status, created, finished);
    }

    private static void order(String order, String shop, String created, String status, String... events) throws SQLException {
        database.execute("insert into orders (platform, shop_id, order_id, status, created_at, updated_at) values ('lazada', ?, ?, ?, ?::timestamptz, now())",
            shop, order, status, created);
        for (int i = 0; i < events.length; i += 2) {
            database.execute("insert into order_event (occurred_at, event_id, platform, shop_id, order_id, status, received_at, source, mapping)"
                + " values (?::timestamptz, ?, 'lazada', ?, ?, ?, now(), 'webhook', 'm')", events[i + 1], order + i, shop, order, events[i]);
        }
    }

    @Test
    void figuresAreThoseOfADayByHand() throws SQLException, IOException {
        // Given 1,080,000 sold with 80,000 of VAT, a quarter of it returned, 5 % of the rest for the platform
        posting("s1", "A-000001", "CUSTOMER_INVOICE", "1080000", "VND", "80000", "1080000");
        posting("s1", "A-000001", "CREDIT_MEMO", "270000", "VND", "20000", "270000");
        posting("s1", "A-000001", "PLATFORM_FEE", "54000", "VND", "0", "54000");
        posting("s1", "A-000001", "PLATFORM_FEE", "-13500", "VND", "0", "-13500");
        posting("s1", "A-000001", "INCOMING_PAYMENT", "1080000", "VND", null, "1080000");
        // Given USD whose rate was not looked up yet: 10.80 x 25,130.50 = 271,409.4; 0.80 = 20,104.4; 0.54 = 13,570.47
        database.execute("insert into fx_rate values ('USD', '2026-11-20', 25130.5)");
        posting("s2", "A-000002", "CUSTOMER_INVOICE", "10.80", "USD", "0.80", null);
        posting("s2", "A-000002", "PLATFORM_FEE", "0.54", "USD", "0", null);
        // Given dinars, whose rate nobody knows
        posting("s2", "A-000003", "CUSTOMER_INVOICE", "1.234", "KWD", "0.091", null);
        // Given one of another day
        database.execute("insert into erp_posting (business_key, kind, order_id, amount, currency, posting_date) values ('x', 'CUSTOMER_INVOICE', 'o', 9, 'VND', '2026-11-20')");

        // When
        JsonNode report = json(report("2026-11-22T02:00:00Z"));

        // Then
        assertThat(report.path("sales").toString()).isEqualTo(("[{'platform':'lazada','shop_id':'s1','currency':'VND','orders':1,'gross':'1080000','vat':'60000',"
            + "'fees':'40500','refunds':'270000','net':'709500','vnd':{'gross':'1080000','vat':'60000','fees':'40500','refunds':'270000','net':'709500',"
            + "'unconverted':0},'without_vat':0},"
            + "{'platform':'lazada','shop_id':'s2','currency':'KWD','orders':1,'gross':'1.234','vat':'0.091','fees':'0.000','refunds':'0.000','net':'1.143',"
            + "'vnd':{'gross':'0','vat':'0','fees':'0','refunds':'0','net':'0','unconverted':1},'without_vat':0},"
            + "{'platform':'lazada','shop_id':'s2','currency':'USD','orders':1,'gross':'10.80','vat':'0.80','fees':'0.54','refunds':'0.00','net':'9.46',"
            + "'vnd':{'gross':'271409','vat':'20104','fees':'13570','refunds':'0','net':'237735','unconverted':0},'without_vat':0}]").replace('\'', '"'));
        assertThat(report.at("/total/vnd").toString()).isEqualTo(("{'orders':3,'gross':'1351409','vat':'80104','fees':'54070','refunds':'270000',"
            + "'net':'947235','unconverted':1}").replace('\'', '"'));
    }

    @Test
    void aPostingThatNamesOnlyItsOrderIsItsShops() throws SQLException, IOException {
        // Given
        order("A-000001", "s1", "2026-11-01T00:00:00Z", "DELIVERED");
        database.execute("insert into erp_posting (business_key, kind, order_id, amount, currency, status, posting_date)"
            + " values ('k', 'CUSTOMER_INVOICE', 'A-000001', 108000, 'VND', 'CONFIRMED', '2026-11-21')");

        // When
        JsonNode sold = json(report("2026-11-22T02:00:00Z")).at("/sales/0");

        // Then
        assertThat(sold.path("shop_id").asText() + " " + sold.path("gross").asText() + " " + sold.path("vat").asText() + " " + sold.path("without_vat").asInt())
            .isEqualTo("s1 108000 0 1");
    }

    @Test
    void lateAndOpenOrdersAreCountedByTheirEvents() throws SQLException, IOException {
        // Given orders of the day, which begins at 17:00Z the day before
        order("O-1", "s1", "2026-11-20T17:00:00Z", "DELIVERED", "SHIPPED", "2026-11-22T17:00:00Z", "DELIVERED", "2026-11-27T17:00:00Z");
        order("O-2", "s1", "2026-11-21T16:59:59Z", "SHIPPED", "SHIPPED", "2026-11-23T17:00:00Z");
        order("O-3", "s1", "2026-11-21T00:00:00Z", "CANCELLED", "CANCELLED", "2026-11-21T01:00:00Z");
        order("O-4", "s1", "2026-11-21T00:00:00Z", "CONFIRMED");
        order("O-5", "s2", "2026-11-21T00:00:00Z", "COMPLETED", "COMPLETED", "2026-11-29T00:00:00Z");
        order("O-6", "s1", "2026-11-21T17:00:00Z", "CONFIRMED");

        // When it is looked at before and after the time of delivery is up
        JsonNode early = json(report("2026-11-24T02:00:00Z")).path("sla");
        JsonNode later = json(report("2026-12-01T02:00:00Z")).path("sla");

        // Then
        assertThat(early.at("/0/placed").asInt()).isEqualTo(4);
        assertThat(early.at("/0/cancelled").asInt()).isEqualTo(1);
        assertThat(early.at("/0/shipped")).hasToString("{\"in_time\":1,\"late\":1,\"overdue\":1}");
        assertThat(early.at("/0/delivered")).hasToString("{\"in_time\":1,\"late\":0,\"overdue\":0}");
        assertThat(later.at("/0/delivered")).hasToString("{\"in_time\":1,\"late\":0,\"overdue\":2}");
        assertThat(later.at("/1/delivered")).hasToString("{\"in_time\":0,\"late\":1,\"overdue\":0}");
    }

    @Test
    void ofADayWhoseEventsMayHaveBeenDroppedNobodySaysHowLongItTook() throws SQLException, IOException {
        // Given a delivered order without its events
        order("O-1", "s1", "2026-11-21T00:00:00Z", "DELIVERED");
        posting("s1", "O-1", "CUSTOMER_INVOICE", "100", "VND", "8", "100");

        // When it is looked at on the last day that all of them are kept, and on the next, which begins at 17:00Z
        JsonNode kept = json(report("2027-02-18T16:59:59Z"));
        SalesReport dropped = report("2027-02-18T17:00:00Z");

        // Then
        assertThat(kept.at("/total/sla/placed").asInt()).isEqualTo(1);
        JsonNode json = json(dropped);
        assertThat(json.has("sla") || json.path("total").has("sla")).isFalse();
        assertThat(json.path("sla_omitted").asText()).contains("ordersync.events.keep-days");
        assertThat(json.at("/sales/0/gross").asText()).isEqualTo("100");
        assertThat(new String(SalesFormat.CSV.bytes(dropped), UTF_8).lines().map(line -> line.split(",")[1]))
            .containsExactly("part", "sales", "sales total", "sales total in VND", "sla omitted");
    }

    @Test
    void postingsAreLateOnceTheirTimeIsUp() throws SQLException, IOException {
        // Given
        posting("s1", "A-1", "CUSTOMER_INVOICE", "1", "VND", "0", "1", "CONFIRMED", "2026-11-21T00:00:00Z", "2026-11-22T00:00:00Z");
        posting("s1", "A-2", "CUSTOMER_INVOICE", "1", "VND", "0", "1", "CONFIRMED", "2026-11-21T00:00:00Z", "2026-11-22T00:00:01Z");
        posting("s1", "A-3", "CUSTOMER_INVOICE", "1", "VND", "0", "1", "REFUSED", "2026-11-21T00:00:00Z", null);
        posting("s1", "A-4", "CUSTOMER_INVOICE", "1", "VND", "0", "1", "IN_DOUBT", "2026-11-21T17:00:00Z", null);

        // When
        JsonNode sla = json(report("2026-11-22T18:00:00Z")).at("/sla/0");

        // Then
        assertThat(sla.path("postings").asInt()).isEqualTo(4);
        assertThat(sla.path("posted")).hasToString("{\"in_time\":1,\"late\":1,\"overdue\":1}");
    }

    @Test
    void theSameDataGivesTheSameBytesAllDayLong() throws SQLException {
        // Given
        for (String shop : new String[] {"s2", "s1", "s3"}) {
            posting(shop, "A-" + shop, "CUSTOMER_INVOICE", "10.80", "USD", "0.80", null);
        }

        // When
        SalesReport morning = report("2026-11-22T01:00:00Z");
        SalesReport evening = report("2026-11-22T16:00:00Z");

        // Then
        for (SalesFormat format : SalesFormat.values()) {
            assertThat(format.bytes(morning)).isEqualTo(format.bytes(evening));
        }
    }

    @Test
    void noIdOfACsvFileIsAFormula() throws SQLException {
        // Given
        posting("=cmd|' /C calc'!A0", "A-1", "CUSTOMER_INVOICE", "100", "VND", "8", "100");
        posting("a,\"b\"", "A-2", "PLATFORM_FEE", "-5", "VND", "0", "-5");

        // When
        String csv = new String(SalesFormat.CSV.bytes(report("2026-11-22T02:00:00Z")), UTF_8);

        // Then amounts stay numbers
        assertThat(csv.lines()).contains(
            "2026-11-21,sales,lazada,'=cmd|' /C calc'!A0,VND,1,100,8,0,0,92,100,8,0,0,92,0,0,,,,,,,,,,,,",
            "2026-11-21,sales,lazada,\"a,\"\"b\"\"\",VND,0,0,0,-5,0,5,0,0,-5,0,5,0,0,,,,,,,,,,,,",
            "2026-11-21,sales total in VND,,,,1,,,,,,100,8,-5,0,97,0,0,,,,,,,,,,,,");
    }

    @Test
    void moreThanASliceIsCountedOnce() throws SQLException, IOException {
        // Given
        database.execute("insert into erp_posting (business_key, kind, platform, shop_id, order_id, amount, currency, posting_date, document)"
            + " select 'k' || n, 'CUSTOMER_INVOICE', 'lazada', 's1', 'o' || n / 2, 1, 'VND', '2026-11-21', '{\"tax\":\"0\"}' from generate_series(2, 45001) as n");
        database.execute("insert into orders (platform, shop_id, order_id, created_at, updated_at)"
            + " select 'lazada', 's1', 'o' || n, '2026-11-21T00:00:00Z', now() from generate_series(1, 20001) as n");

        // When
        JsonNode report = json(report("2026-11-22T02:00:00Z"));

        // Then
        assertThat(report.at("/sales/0/gross").asText()).isEqualTo("45000");
        assertThat(report.at("/sales/0/orders").asInt()).isEqualTo(22_500);
        assertThat(report.at("/total/sla/placed").asInt()).isEqualTo(20_001);
    }
}
