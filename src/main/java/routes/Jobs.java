package routes;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import java.util.List;
import java.util.Set;
import java.util.TimeZone;
import java.util.stream.Collectors;
import org.apache.camel.CamelContext;
import org.apache.camel.LoggingLevel;
import org.apache.camel.Route;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.quartz.QuartzEndpoint;
import org.apache.camel.quarkus.main.events.AfterStart;
import org.apache.camel.quarkus.main.events.BeforeStop;
import org.jboss.logging.Logger;
import org.quartz.CronScheduleBuilder;
import org.quartz.CronTrigger;
import org.quartz.JobKey;
import org.quartz.Scheduler;
import org.quartz.SchedulerException;
import org.quartz.TriggerKey;
import org.quartz.impl.matchers.GroupMatcher;
import roles.Role;
import roles.Roles;

/**
 * Keeps the jobs in Quartz's tables to the routes: what a shop needed goes when it is taken out of the configuration, a time
 * zone that was changed counts from the next start on, and a process without the role {@code poll}, which has no route for
 * any of them, runs none.
 */
@ApplicationScoped
public class Jobs {

    /** What every job's address ends with: one replica runs it, not before its last run has ended, and again if it died in it. */
    static final String ONE_AT_A_TIME = "&stateful=true&recoverableJob=true&usingFixedCamelContextName=true";

    private static final Logger LOG = Logger.getLogger(Jobs.class);
    /** The jobs of the source Kamelets, and our own; each of them may go with its shop. */
    private static final List<String> GROUPS = List.of("ordersync-polls", "ordersync");

    private final Roles roles;
    private final CamelContext camel;
    private final Instance<Scheduler> scheduler;

    Jobs(Roles roles, CamelContext camel, Instance<Scheduler> scheduler) {
        this.roles = roles;
        this.camel = camel;
        this.scheduler = scheduler;
    }

    void started(@Observes AfterStart event) throws SchedulerException {
        if (roles.has(Role.POLL)) {
            removeUnrouted();
            try {
                moveToTheirZones();
            } catch (SchedulerException e) {
                LOG.warnf("Jobs run by the time zone they ran by before, until the next start: %s", e.getMessage());
            }
            scheduler.get().start();
        }
    }

    /** A run that fails is logged, and ends. */
    static void tryAgainTheNextTime(RouteBuilder jobs) {
        jobs.onException(Exception.class).handled(true)
            .log(LoggingLevel.ERROR, "${routeId} failed; the next run tries again: ${exception.message}");
    }

    /** Removes the jobs that no route of this configuration runs. */
    public void removeUnrouted() {
        Set<TriggerKey> routed = camel.getRoutes().stream()
            .filter(route -> route.getEndpoint() instanceof QuartzEndpoint)
            .map(route -> ((QuartzEndpoint) route.getEndpoint()).getTriggerKey())
            .collect(Collectors.toSet());
        try {
            for (String group : GROUPS) {
                for (JobKey job : scheduler.get().getJobKeys(GroupMatcher.jobGroupEquals(group))) {
                    if (!routed.contains(new TriggerKey(job.getName(), job.getGroup()))) {
                        scheduler.get().deleteJob(job);
                        LOG.infof("Job %s is gone: no shop that is configured needs it", job.getName());
                    }
                }
            }
        } catch (SchedulerException e) {
            LOG.warnf("The jobs of shops that are no longer polled stay for now: %s", e.getMessage());
        }
    }

    /** Gives each job the time zone of its route: of one that is stored Camel sees a change of its cron expression alone. */
    public void moveToTheirZones() throws SchedulerException {
        for (Route route : camel.getRoutes()) {
            if (route.getEndpoint() instanceof QuartzEndpoint endpoint && endpoint.getTriggerParameters().get("timeZone") instanceof String zone
                    && scheduler.get().getTrigger(endpoint.getTriggerKey()) instanceof CronTrigger stored) {
                move(stored, TimeZone.getTimeZone(zone));
            }
        }
    }

    private void move(CronTrigger stored, TimeZone zone) throws SchedulerException {
        if (stored.getTimeZone().equals(zone)) {
            return;
        }
        // From now on: from its own beginning its first time would be one that is long over, and run at once.
        scheduler.get().rescheduleJob(stored.getKey(), stored.getTriggerBuilder().startNow()
            .withSchedule(CronScheduleBuilder.cronSchedule(stored.getCronExpression()).withMisfireHandlingInstructionFireAndProceed().inTimeZone(zone)).build());
        LOG.infof("Job %s runs by the time of %s from now on", stored.getKey().getName(), zone.getID());
    }

    /** No replica begins the job of this route again. */
    void end(String route) throws SchedulerException {
        TriggerKey trigger = ((QuartzEndpoint) camel.getRoute(route).getEndpoint()).getTriggerKey();
        scheduler.get().deleteJob(new JobKey(trigger.getName(), trigger.getGroup()));
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
