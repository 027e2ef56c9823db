package finance.erp;

import static org.assertj.core.api.Assertions.assertThat;

import database.Sql;
import finance.FinanceConfig;
import finance.PostingKind;
import finance.rates.AwaitedRates;
import finance.rates.FxConfig;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Postings that wait for something that has come, and that nobody told. */
class StrandedTest {

    /** Fetched in the daytime, all days of the week. */
    private static final FxConfig FEED = new SmallRyeConfigBuilder().addDefaultInterceptors().addDiscoveredConverters().withMapping(FxConfig.class)
        .withSources(new PropertiesConfigSource(Map.of("ordersync.fx.url", "http://bank", "ordersync.fx.cron", "0+0/30+8-17+*+*+?"), "test", 100))
        .build().getConfigMapping(FxConfig.class);
    private static final Instant EARLY = Instant.parse("2026-11-20T01:00:00+07:00");
    private static final Instant LAST_ASKED = Instant.parse("2026-11-20T17:30:00+07:00");

    private static ErpDatabase database;

    private PostingRows rows;
    private PostingStore store;
    private Stranded stranded;
    private Preparation preparation;
    private FinanceConfig finance;
    private Routing routing;

    @BeforeAll
    static void open() throws SQLException {
        database = new ErpDatabase("stranded");
    }

    @AfterAll
    static void close() {
        database.close();
    }

    @BeforeEach
    void begin() {
        rows = new PostingRows(database.pool);
        rows.execute("truncate erp_posting, erp_posting_step, fx_rate");
        ErpConfig config = ErpSettings.with(Map.of("ordersync.erp.http.url", "http://erp"));
        routing = new Routing(config);
        finance = new SmallRyeConfigBuilder().addDefaultInterceptors().withMapping(FinanceConfig.class).build().getConfigMapping(FinanceConfig.class);
        store = new PostingStore(database.pool, new Sql(database.pool), new Patience(config), Withheld.NOTHING);
        stranded = new Stranded(store, routing);
        preparation = at(Instant.parse("2026-12-25T12:00:00+07:00"));
    }

    @Test
    void whatNobodyWokeIsWokenOnceItIsTheNext() {
        // Given two that are parked, of which one still has another before it
        String booked = PostingRows.newOrder();
        String open = PostingRows.newOrder();
        rows.execute("update erp_posting set status = 'CONFIRMED', erp = 'http' where business_key = ?", rows.invoice("shop", booked));
        rows.execute("update erp_posting set erp = 'http', due_at = now() where business_key = ?", rows.invoice("shop", open));
        String next = parked(booked);
        String waits = parked(open);

        // When
        stranded.run();

        // Then
        assertThat(rows.rows("select business_key from erp_posting where status = 'CREATED' and due_at = 'infinity'")).containsExactly(waits).doesNotContain(next);
    }

    @Test
    void postingsOfAnErpThatIsOffGoToAnotherAndThoseInDoubtSayWhyTheyStay() throws SQLException {
        // Given SAP is off
        String created = rows.invoice("shop", PostingRows.newOrder());
        String doubtful = rows.invoice("shop", PostingRows.newOrder());
        rows.execute("update erp_posting set erp = 'sap', due_at = 'infinity' where business_key = ?", created);
        rows.execute("update erp_posting set erp = 'sap', status = 'IN_DOUBT', reason = 'timeout; asked: HTTP 500' where business_key = ?", doubtful);

        // When
        stranded.run();
        preparation.run();
        stranded.run();

        // Then
        assertThat(rows.column("erp", created) + " " + rows.status(created)).isEqualTo("http CREATED");
        assertThat(rows.status(doubtful) + " " + rows.column("reason", doubtful)).startsWith("IN_DOUBT timeout; asked: nobody, for sap is off");
    }

    @Test
    void aHeldPostingIsPreparedOnceItsRateIsThereAndLeftAloneBefore() throws SQLException {
        // Given two of days without a rate
        String early = held("2026-11-20");
        String late = held("2026-12-20");
        preparation.run();
        assertThat(rows.status(early)).isEqualTo("HELD");
        String untouched = rows.column("xmin", late);

        // When
        rows.execute("insert into fx_rate values ('XPF', '2026-11-18', 215.5)");
        int released = preparation.release();
        preparation.run();

        // Then
        assertThat(released).isEqualTo(1);
        assertThat(rows.status(early) + " " + rows.column("rate", early)).isEqualTo("CREATED 215.500000");
        assertThat(rows.status(late) + " " + rows.column("xmin", late)).isEqualTo("HELD " + untouched);
        assertThat(preparation.release()).isZero();
    }

    @Test
    void aPostingOfTodayWaitsForTodaysRateWhileTheFeedIsAsked() throws SQLException {
        // Given one of today, early, when only yesterday's rate is there, and one of yesterday
        String today = held("2026-11-20");
        String yesterday = held("2026-11-19");
        rows.execute("insert into fx_rate values ('XPF', '2026-11-19', 215)");
        at(EARLY).run();
        assertThat(rows.column("rate", yesterday)).isEqualTo("215.000000");
        assertThat(rows.status(today) + " " + rows.column("reason", today)).startsWith("HELD no rate of XPF for 2026-11-20 yet");
        assertThat(at(LAST_ASKED).release()).isZero();

        // When
        rows.execute("insert into fx_rate values ('XPF', '2026-11-20', 220)");
        at(LAST_ASKED).release();
        at(LAST_ASKED).run();

        // Then
        assertThat(rows.status(today) + " " + rows.column("rate", today)).isEqualTo("CREATED 220.000000");
    }

    @Test
    void aPostingOfADayWithoutRateGetsTheOneBeforeOnceTheFeedWasAskedForTheLastTime() throws SQLException {
        // Given a day whose rate did not come
        String today = held("2026-11-20");
        String tomorrow = held("2026-11-21");
        rows.execute("insert into fx_rate values ('XPF', '2026-11-19', 215)");
        at(EARLY).run();

        // When
        Preparation evening = at(LAST_ASKED.plus(Duration.ofMinutes(6)));
        evening.release();
        evening.run();

        // Then
        assertThat(rows.status(today) + " " + rows.column("rate", today)).isEqualTo("CREATED 215.000000");
        assertThat(rows.status(tomorrow)).isEqualTo("HELD");
    }

    @Test
    void whatAnotherConfigurationHadNoErpForIsPreparedAgainAfterAStart() {
        // Given
        String key = rows.invoice("shop", PostingRows.newOrder());
        rows.execute("update erp_posting set status = 'HELD', rate = 1, due_at = 'infinity' where business_key = ?", key);

        // When
        boolean hasMore = stranded.retryUnrouted();

        // Then
        assertThat(hasMore).isFalse();
        assertThat(rows.rows("select 1 from erp_posting where due_at <= now()")).hasSize(1);
    }

    private Preparation at(Instant now) {
        return new Preparation(database.pool, store, routing, finance, new AwaitedRates(FEED, finance, Clock.fixed(now, ZoneOffset.UTC)));
    }

    private String parked(String order) {
        String key = rows.insert("shop", order, PostingKind.INCOMING_PAYMENT, "PAYMENT", "1", "VND", "{}");
        rows.execute("update erp_posting set erp = 'http', due_at = 'infinity' where business_key = ?", key);
        return key;
    }

    private String held(String day) {
        String key = rows.insert("shop", PostingRows.newOrder(), PostingKind.INCOMING_PAYMENT, "PAYMENT", "1", "XPF", "{}");
        rows.execute("update erp_posting set posting_date = ?::date where business_key = ?", day, key);
        return key;
    }
}
