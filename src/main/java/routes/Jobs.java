package routes;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.camel.CamelContext;
import org.apache.camel.component.quartz.QuartzEndpoint;
import org.apache.camel.quarkus.main.events.AfterStart;
import org.apache.camel.quarkus.main.events.BeforeStop;
import org.jboss.logging.Logger;
import org.quartz.JobKey;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;
import org.quartz.impl.matchers.GroupMatcher;
import roles.Role;
import roles.Roles;

/** Keeps the jobs in Quartz's tables to the routes: a shop taken out of the configuration is polled no more. */
@ApplicationScoped
public class Jobs {

    private static final Logger LOG = Logger.getLogger(Jobs.class);
    /** The jobs of the source Kamelets, a group of its own. */
    private static final String POLLS = "ordersync-polls";

    private final Roles roles;
    private final CamelContext camel;
    private final Instance<Scheduler> scheduler;

    Jobs(Roles roles, CamelContext camel, Instance<Scheduler> scheduler) {
        this.roles = roles;
        this.camel = camel;
        this.scheduler = scheduler;
    }

    void started(@Observes AfterStart event) {
        if (roles.has(Role.POLL)) {
            removeUnrouted();
        }
    }

    /** Removes the polls that no route of this configuration runs. */
    public void removeUnrouted() {
        Set<String> routed = camel.getRoutes().stream()
            .filter(route -> route.getEndpoint() instanceof QuartzEndpoint)
            .map(route -> ((QuartzEndpoint) route.getEndpoint()).getTriggerKey())
            .filter(trigger -> trigger.getGroup().equals(POLLS))
            .map(trigger -> trigger.getName())
            .collect(Collectors.toSet());
        try {
            for (JobKey job : scheduler.get().getJobKeys(GroupMatcher.jobGroupEquals(POLLS))) {
                if (!routed.contains(job.getName())) {
                    scheduler.get().deleteJob(job);
                    LOG.infof("Job %s is gone: its shop is not among those to poll", job.getName());
                }
            }
        } catch (SchedulerException e) {
            LOG.warnf("The jobs of shops that are no longer polled stay for now: %s", e.getMessage());
        }
    }

    /** No job begins on a process whose routes are about to stop; another replica runs it. */
    void stopping(@Observes BeforeStop event) {
        if (!roles.has(Role.POLL)) {
            return;
        }
        try {
            scheduler.get().standby();
        } catch (SchedulerException e) {
            LOG.warnf("The schedule did not stop before the routes: %s", e.getMessage());
        }
    }
}
