package overview;

import static io.restassured.RestAssured.given;
import static org.hamcrest.Matchers.contains;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.empty;
import static org.hamcrest.Matchers.equalTo;
import static org.hamcrest.Matchers.hasItems;
import static org.hamcrest.Matchers.nullValue;

import database.Sql;
import embedded.TestServers;
import http.WithoutNormalizing;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import io.restassured.response.ValidatableResponse;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tally.Tally;

@QuarkusTest
@TestProfile(ChannelsTest.OfTwoShops.class)
@QuarkusTestResource(TestServers.class)
class ChannelsTest {

    /** A process that answers, and leaves it to others to poll. */
    public static class OfTwoShops extends WithoutNormalizing {

        @Override
        public Map<String, String> getConfigOverrides() {
            Map<String, String> config = new HashMap<>(super.getConfigOverrides());
            config.putAll(Map.of("ordersync.roles", "api", "ordersync.tokens.key", Base64.getEncoder().encodeToString(new byte[32]),
                "ordersync.channels.tiki.api-url", "http://localhost:1"));
            for (String shop : List.of("77", "78")) {
                Map.of("client-id", "c", "client-secret", "s", "queue", "q").forEach((key, value) -> config.put("ordersync.channels.tiki.shops." + shop + "." + key, value));
            }
            return config;
        }
    }

    @Inject
    Sql database;

    @Inject
    Tally tally;

    @BeforeEach
    @AfterEach
    void forget() {
        for (String table : new String[] {"last_webhook", "poll_cursor", "channel_token", "backfill", "tally"}) {
            database.update("delete from " + table);
        }
    }

    @Test
    void aChannelIsOnWhereItsKeysAreThereAndElseSaysWhichIsMissing() {
        channels().body("channels.channel", hasItems("lazada", "standard", "tiki"))
            .body(of("standard", "on"), equalTo(true)).body(of("standard", "why_off"), nullValue())
            .body(of("lazada", "on"), equalTo(false)).body(of("lazada", "why_off"), containsString("ordersync.channels.lazada."));
    }

    @Test
    void aChannelThatSentNothingForLongIsSilent() {
        // Given
        Instant now = Instant.now();
        webhook("standard", now.minusSeconds(2 * 3600));

        // When, Then
        channels().body(of("standard", "silent"), equalTo(true)).body(of("standard", "silent_after_seconds"), equalTo(3600));
        webhook("standard", now);
        channels().body(of("standard", "silent"), equalTo(false));
    }

    @Test
    void aChannelThatIsOffIsNotSilent() {
        // Given
        webhook("lazada", Instant.now().minusSeconds(365 * 86400));

        // When, Then
        channels().body(of("lazada", "silent"), equalTo(false));
    }

    @Test
    void whatAllProcessesCountedIsShown() {
        // Given
        for (Tally process : new Tally[] {tally, new Tally(database)}) {
            process.add(Tally.Kind.RECEIVED, "standard", "webhook", 5);
            process.add(Tally.Kind.REJECTED, "standard", "signature", 2);
            process.add(Tally.Kind.POLLED, "standard", "done", 3);
            process.add(Tally.Kind.POLLED, "standard", "failed", 1);
            process.add(Tally.Kind.MISSED, "standard", "", 1);
            process.write();
        }

        // When, Then
        channels().body(of("standard", "received"), equalTo(10)).body(of("standard", "rejected.signature"), equalTo(4))
            .body(of("standard", "polls"), equalTo(6)).body(of("standard", "polls_failed"), equalTo(2))
            .body(of("standard", "missed_by_webhooks"), equalTo(2));
    }

    @Test
    void aBackfillShowsHowMuchOfItsRangeIsDone() {
        // Given a range of four days, of which one is done
        database.update("""
            insert into backfill (channel, shop_id, from_time, to_time, position, fetched)
            values ('tiki', '77', '2026-11-01T00:00:00Z', '2026-11-05T00:00:00Z', '2026-11-02T00:00:00Z', 12)""");
        token("tiki", "77");

        // When, Then
        channels().body(of("tiki", "backfills[0].done"), equalTo(86_400)).body(of("tiki", "backfills[0].total"), equalTo(4 * 86_400))
            .body(of("tiki", "backfills[0].fetched"), equalTo(12)).body(of("tiki", "backfills[0].state"), equalTo("RUNNING"))
            .body(of("tiki", "token[0].shop"), equalTo("77")).body(of("tiki", "token[0].expires_at"), equalTo("2026-12-01T00:00:00Z"));
    }

    @Test
    void whatCanBeFetchedAgainAreTheShopsThatArePolledWhicheverHaveATokenYet() {
        // Given a shop that has none yet, and one that was taken out of the configuration
        token("tiki", "77");
        token("tiki", "70");

        // When, Then
        channels().body(of("tiki", "shops"), contains("77", "78")).body(of("tiki", "token.shop"), contains("77"));
    }

    @Test
    void whereNoShopOfAChannelIsConfiguredItsTokensAreToldAllTheSame() {
        token("lazada", "1001");
        channels().body(of("lazada", "shops"), empty()).body(of("lazada", "token.shop"), contains("1001"));
    }

    @Test
    void theBackfillWhoseTurnItIsIsToldHoweverManyWaitBehindIt() {
        // Given
        database.update("""
            insert into backfill (channel, shop_id, from_time, to_time, fetched)
            select 'tiki', '77', '2026-11-01T00:00:00Z', '2026-11-02T00:00:00Z', turn from generate_series(1, 7) turn""");

        // When, Then
        channels().body(of("tiki", "backfills.fetched"), contains(7, 6, 5, 4, 3, 1));
    }

    @Test
    void backfillsThatHaveTroubleAreToldBesideTheOneWhoseTurnItIs() {
        // Given
        database.update("""
            insert into backfill (channel, shop_id, from_time, to_time, fetched, detail)
            select 'tiki', '77', '2026-11-01T00:00:00Z', '2026-11-02T00:00:00Z', turn, case when turn <= 2 then 'refused' end from generate_series(1, 9) turn""");

        // When, Then
        channels().body(of("tiki", "backfills.fetched"), contains(9, 8, 7, 6, 5, 3, 2, 1)).body(of("tiki", "backfills[7].detail"), equalTo("refused"));
    }

    private static ValidatableResponse channels() {
        return given().get("/channels").then().statusCode(200);
    }

    private static String of(String channel, String field) {
        return "channels.find { it.channel == '%s' }.%s".formatted(channel, field);
    }

    private void token(String channel, String shop) {
        database.update("insert into channel_token (channel, shop_id, access_token, expires_at) values (?, ?, ''::bytea, '2026-12-01T00:00:00Z')", channel, shop);
    }

    private void webhook(String channel, Instant at) {
        database.update("insert into last_webhook (channel, received_at) values (?, ?) on conflict (channel) do update set received_at = excluded.received_at",
            channel, at);
    }
}
