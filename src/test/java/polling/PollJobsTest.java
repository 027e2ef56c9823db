package polling;

import static org.assertj.core.api.Assertions.assertThat;

import database.Sql;
import embedded.TestServers;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import jakarta.inject.Inject;
import org.apache.camel.component.quartz.CamelJob;
import org.junit.jupiter.api.Test;
import org.quartz.JobBuilder;
import org.quartz.JobKey;
import org.quartz.SchedulerException;
import routes.Jobs;
import webhook.LastWebhooks;

/** Jobs and times that all replicas share. */
@QuarkusTest
@QuarkusTestResource(TestServers.class)
@WithTestResource(FakePlatforms.class)
class PollJobsTest extends PolledPlatforms {

    @Inject
    Jobs jobs;

    @Inject
    LastWebhooks lastWebhooks;

    @Inject
    PollGauges gauges;

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
    void jobsLieInPostgresForAllReplicas() throws SchedulerException {
        assertThat(scheduler.getMetaData().isJobStoreClustered()).isTrue();
        assertThat(sql.query("select 1 from qrtz_triggers where trigger_name = 'tiki-t1-changes'", row -> 1)).hasSize(1);
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
}
