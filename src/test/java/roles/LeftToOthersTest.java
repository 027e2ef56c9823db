package roles;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import embedded.TestServers;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.quartz.Job;
import org.quartz.JobBuilder;
import org.quartz.JobDetail;
import org.quartz.JobExecutionContext;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;
import org.quartz.TriggerBuilder;
import webhook.IngestAlone;

/** What a process leaves to others: it runs what {@code ordersync.roles} says and nothing else. */
@QuarkusTest
@TestProfile(IngestAlone.class)
@QuarkusTestResource(TestServers.class)
class LeftToOthersTest {

    /** Stands for a poll that another process keeps in the tables of Quartz. */
    public static class Due implements Job {
        @Override
        public void execute(JobExecutionContext context) {
        }
    }

    @Inject
    Scheduler scheduler;

    @ParameterizedTest
    @ValueSource(strings = {"/orders", "/orders/lazada/1", "/dead-letters", "/dead-letters/1", "/payments", "/payments/vnpay/ipn"})
    void withoutTheRoleApiItsAddressesAreNotThere(String path) {
        given().get(path).then().statusCode(404).contentType("application/problem+json");
    }

    @Test
    void withoutTheRolePollAJobThatIsDueIsLeftToOthers() throws SchedulerException {
        // Given
        JobDetail job = JobBuilder.newJob(Due.class).withIdentity("due", "roles-test").build();

        // When it is due at once
        scheduler.scheduleJob(job, TriggerBuilder.newTrigger().startNow().build());

        // Then it never fires: a scheduler that stands by does not look for what is due
        try {
            assertThat(scheduler.isInStandbyMode()).isTrue();
            assertThat(scheduler.getMetaData().getNumberOfJobsExecuted()).isZero();
        } finally {
            scheduler.deleteJob(job.getKey());
        }
    }
}
