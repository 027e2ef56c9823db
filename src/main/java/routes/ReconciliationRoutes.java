package routes;

import finance.reconciliation.ReconciliationGauges;
import finance.reconciliation.ReconciliationMail;
import finance.reconciliation.ReconciliationRun;
import finance.reconciliation.Reconciliations;
import jakarta.enterprise.context.ApplicationScoped;
import org.apache.camel.builder.RouteBuilder;
import roles.Role;
import roles.Roles;

/** Reconciles yesterday each night, and whatever day is asked for, in one process at a time; then tells of it by mail. */
@ApplicationScoped
public class ReconciliationRoutes extends RouteBuilder {

    private static final long LOOK_PERIOD_MS = 1000;
    private static final long MAIL_PERIOD_MS = 15_000;
    private static final long GAUGES_PERIOD_MS = 60_000;

    private final Roles roles;
    private final Reconciliations runs;
    private final ReconciliationRun run;
    private final ReconciliationMail mail;
    private final ReconciliationGauges gauges;

    ReconciliationRoutes(Roles roles, Reconciliations runs, ReconciliationRun run, ReconciliationMail mail, ReconciliationGauges gauges) {
        this.roles = roles;
        this.runs = runs;
        this.run = run;
        this.mail = mail;
        this.gauges = gauges;
    }

    @Override
    public void configure() {
        if (!roles.has(Role.POLL)) {
            return;
        }
        Jobs.tryAgainTheNextTime(this);

        from("quartz:ordersync/reconciliation?cron={{ordersync.reconciliation.cron}}&trigger.timeZone={{ordersync.finance.zone}}"
                + Jobs.ONE_AT_A_TIME)
            .routeId("reconciliation-nightly")
            .process(exchange -> runs.requestNightly());

        from("timer:reconciliation?period=" + LOOK_PERIOD_MS).routeId("reconciliation")
            .process(exchange -> run.next(() -> !getContext().getStatus().isStarted()));

        from("timer:reconciliation-mail?period=" + MAIL_PERIOD_MS).routeId("reconciliation-mail")
            .process(exchange -> mail.send());

        from("timer:reconciliation-gauges?period=" + GAUGES_PERIOD_MS).routeId("reconciliation-gauges")
            .process(exchange -> gauges.refresh());
    }
}
