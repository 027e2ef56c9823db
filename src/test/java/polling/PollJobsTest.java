package polling;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.equalTo;

import database.Sql;
import embedded.TestServers;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import jakarta.inject.Inject;
import java.time.Instant;
import org.apache.camel.component.quartz.CamelJob;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.quartz.CronTrigger;
import org.quartz.JobBuilder;
import org.quartz.JobKey;
import org.quartz.SchedulerException;
import org.quartz.TriggerKey;
import routes.Jobs;
import webhook.LastWebhooks;

/** Jobs and times that all replicas share. */
@QuarkusTest
@QuarkusTestResource(TestServers.class)
@WithTestResource(FakePlatforms.class)
class PollJobsTest extends PolledPlatforms {

    private static final String TIKI_IS_SILENT = "channels.find { it.channel == 'tiki' }.silent";

    @Inject
    Jobs jobs;

    @Inject
    LastWebhooks lastWebhooks;

    @Inject
    PollGauges gauges;

    @AfterEach
    void forgetWhereTikiStood() {
        sql.update("delete from poll_cursor where channel = 'tiki'");
        sql.update("delete from channel_token where shop_id = 'gone'");
    }

    @Test
    void theJobOfAShopThatIsNoLongerPolledGoesAtTheStart() throws SchedulerException {
        // Given what an earlier configuration left
        JobKey left = JobKey.jobKey("lazada-9-changes", "ordersync-polls");
        JobKey ours = JobKey.jobKey("details", "ordersync");
        scheduler.addJob(JobBuilder.newJob(CamelJob.class).withIdentity(left).storeDurably().build(), true);
        scheduler.addJob(JobBuilder.newJob(CamelJob.class).withIdentity(ours).storeDurably().build(), true);

        // When
        jobs.removeUnrouted();

        // Then
        assertThat(scheduler.checkExists(left)).isFalse();
        assertThat(scheduler.checkExists(ours)).isFalse();
        assertThat(scheduler.checkExists(JobKey.jobKey("details-lazada", "ordersync"))).isTrue();
        assertThat(scheduler.checkExists(JobKey.jobKey("details-tiki", "ordersync"))).isTrue();
        assertThat(scheduler.checkExists(JobKey.jobKey("lazada-1001-changes", "ordersync-polls"))).isTrue();
    }

    @Test
    void aJobOfAnotherTimeZoneMovesToTheOneThatIsConfigured() throws SchedulerException {
        // Given what an earlier configuration left
        sql.update("update qrtz_cron_triggers set time_zone_id = 'America/New_York' where trigger_name = 'credit-proof'");

        // When
        jobs.moveToTheirZones();

        // Then
        CronTrigger proof = (CronTrigger) scheduler.getTrigger(TriggerKey.triggerKey("credit-proof", "ordersync"));
        assertThat(proof.getTimeZone().getID()).isEqualTo("Asia/Ho_Chi_Minh");
        assertThat(proof.getNextFireTime()).isInTheFuture();
    }

    @Test
    void jobsLieInPostgresForAllReplicas() throws SchedulerException {
        assertThat(scheduler.getMetaData().isJobStoreClustered()).isTrue();
        assertThat(sql.query("select 1 from qrtz_triggers where trigger_name = 'tiki-t1-changes'", row -> 1)).hasSize(1);
    }

    @Test
    void aShopThatIsPolledNoMoreDoesNotHideBehindTheOthersOfItsChannel() {
        // Given shops that were polled just now, and one that nobody polls any more
        for (String shop : new String[] {"t1", "t2", "t3"}) {
            polled(shop, Instant.now());
        }
        polled("gone", NINE);
        RestAssured.get("/channels").then().body(TIKI_IS_SILENT, equalTo(false));

        // When
        polled("t2", NINE);

        // Then
        RestAssured.get("/channels").then().body(TIKI_IS_SILENT, equalTo(true));
    }

    @Test
    void theGaugesTellOfEveryShopThatIsToBePolledAndOfNoOther() {
        // Given a shop that never was polled, and what one that is configured no more has left
        polled("gone", NINE);
        sql.update("insert into channel_token (channel, shop_id, expires_at) values ('tiki', 'gone', ?)", NINE);

        // When
        gauges.refresh();

        // Then
        assertThat(RestAssured.get("/q/metrics").asString()).contains("ordersync_poll_age_seconds{channel=\"tiki\",shop=\"t3\"}")
            .doesNotContain("shop=\"gone\"");
    }

    @Test
    void theLastWebhookIsKnownToAllReplicasAndNeverGoesBack() {
        // Given
        sql.update("insert into last_webhook (channel, received_at) values ('lazada', ?)", NINE);

        // When a replica tells of an older one, then of a newer one
        lastWebhooks.received("lazada", NINE.minusSeconds(60));
        lastWebhooks.write();
        lastWebhooks.received("standard", NINE);
        lastWebhooks.write();
        gauges.refresh();

        // Then
        assertThat(sql.query("select received_at from last_webhook where channel = 'lazada'", row -> Sql.instant(row, "received_at")))
            .containsExactly(NINE);
        assertThat(RestAssured.get("/q/metrics").asString()).contains("ordersync_last_webhook_age_seconds{channel=\"lazada\"}")
            .contains("ordersync_last_webhook_age_seconds{channel=\"standard\"}");
    }

    private void polled(String shop, Instant at) {
        sql.update("""
            insert into poll_cursor (channel, shop_id, position, polled_at) values ('tiki', ?, '', ?)
            on conflict (channel, shop_id) do update set polled_at = excluded.polled_at""", shop, at);
    }
}
