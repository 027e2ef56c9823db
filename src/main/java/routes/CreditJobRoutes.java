package routes;

import credit.DealerPayments;
import credit.LedgerProof;
import credit.OverdueDealers;
import credit.Rates;
import credit.Releases;
import credit.TemporaryLimits;
import jakarta.enterprise.context.ApplicationScoped;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.model.RouteDefinition;
import roles.Role;
import roles.Roles;

/** Locks and unlocks dealers by their invoices, ends what was for a time, and proves the ledger. One replica, by the tables of Quartz. */
@ApplicationScoped
public class CreditJobRoutes extends RouteBuilder {

    private final Roles roles;
    private final OverdueDealers overdue;
    private final TemporaryLimits limits;
    private final Releases releases;
    private final Rates rates;
    private final LedgerProof proof;
    private final DealerPayments payments;

    CreditJobRoutes(Roles roles, OverdueDealers overdue, TemporaryLimits limits, Releases releases, Rates rates, LedgerProof proof,
                    DealerPayments payments) {
        this.roles = roles;
        this.overdue = overdue;
        this.limits = limits;
        this.releases = releases;
        this.rates = rates;
        this.proof = proof;
        this.payments = payments;
    }

    @Override
    public void configure() {
        if (!roles.has(Role.POLL)) {
            return;
        }
        Jobs.tryAgainTheNextTime(this);

        from("quartz:ordersync/credit-overdue?cron={{ordersync.credit.overdue-cron}}&trigger.timeZone={{ordersync.credit.zone}}" + Jobs.ONE_AT_A_TIME)
            .routeId("credit-overdue")
            .process(exchange -> exchange.getMessage().setBody(overdue.run()))
            .log("Dealers locked or unlocked by their invoices: ${body}");

        from("quartz:ordersync/credit-proof?cron={{ordersync.credit.proof-cron}}&trigger.timeZone={{ordersync.credit.zone}}" + Jobs.ONE_AT_A_TIME)
            .routeId("credit-proof")
            .process(exchange -> proof.broken());

        // Each fails for itself: a dealer who is held by somebody else keeps none of the others waiting.
        expiry("credit-expiry").process(exchange -> limits.end());
        expiry("credit-overrides-expiry").process(exchange -> releases.endOverrides());
        expiry("credit-rates-look").process(exchange -> rates.lookAgain());

        from("quartz:ordersync/waiting-payments?cron={{ordersync.credit.waiting-payments-cron}}" + Jobs.ONE_AT_A_TIME)
            .routeId("all-waiting-payments")
            .process(exchange -> payments.settleAllWaiting());

        from("timer:credit-overdue-count?period=60000").routeId("credit-overdue-count")
            .process(exchange -> overdue.count());
    }

    private RouteDefinition expiry(String job) {
        return from("quartz:ordersync/" + job + "?cron={{ordersync.credit.expiry-cron}}" + Jobs.ONE_AT_A_TIME).routeId(job);
    }
}
