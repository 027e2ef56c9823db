package routes;

import static routes.Waiting.untilItIsBack;

import finance.erp.Answer;
import finance.erp.Erp;
import finance.erp.ErpConfig;
import finance.erp.ErpGauges;
import finance.erp.ErpOutbox;
import finance.erp.ErpOutboxes;
import finance.erp.PostingStore;
import finance.erp.Preparation;
import finance.erp.Routing;
import finance.erp.Stranded;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import org.apache.camel.Exchange;
import org.apache.camel.LoggingLevel;
import org.apache.camel.builder.RouteBuilder;
import roles.Role;
import roles.Roles;

/**
 * Outbox of postings: they are prepared, taken out a batch at a time, called for many at once through the Kamelet of their ERP,
 * and what came of it is written. Each ERP has routes and threads of its own.
 */
@ApplicationScoped
public class ErpRoutes extends RouteBuilder {

    /** How long a new posting waits to be prepared, at most. */
    private static final int PREPARE_PERIOD_MS = 100;
    /** How long a call that ended waits for the next to begin, at most. */
    private static final int CLAIM_PERIOD_MS = 20;
    private static final int SWEEP_PERIOD_MS = 1_000;
    /** How long what lacks a rate that is there by now waits, at most. */
    private static final int HELD_PERIOD_MS = 60_000;
    /** How long what nobody woke waits, at most, while there are not more than a run looks at. */
    private static final int LOOK_AT_ALL_PERIOD_MS = 180_000;
    private static final int GAUGES_PERIOD_MS = 30_000;

    private final Roles roles;
    private final Routing routing;
    private final ErpConfig config;
    private final Preparation preparation;
    private final PostingStore store;
    private final Stranded stranded;
    private final ErpOutboxes outboxes;
    private final ErpGauges gauges;

    ErpRoutes(Roles roles, Routing routing, ErpConfig config, Preparation preparation, PostingStore store, Stranded stranded,
              ErpOutboxes outboxes, ErpGauges gauges) {
        this.roles = roles;
        this.routing = routing;
        this.config = config;
        this.preparation = preparation;
        this.store = store;
        this.stranded = stranded;
        this.outboxes = outboxes;
        this.gauges = gauges;
    }

    @Override
    public void configure() {
        if (!roles.has(Role.ERP) || routing.on().isEmpty()) {
            return;
        }
        errorHandler(untilItIsBack());

        from("timer:erp-start?repeatCount=1&delay=0").routeId("erp-start")
            .process(this::retryUnrouted);

        from("timer:erp-look-at-all?delay=0&period=" + LOOK_AT_ALL_PERIOD_MS).routeId("erp-look-at-all")
            .process(exchange -> stranded.run());

        from("timer:erp-held?period=" + HELD_PERIOD_MS).routeId("erp-held")
            .process(this::release);

        from("timer:erp-prepare?delay=0&period=" + PREPARE_PERIOD_MS).routeId("erp-prepare")
            .process(this::prepare);

        from("timer:erp-sweep?delay=0&period=" + SWEEP_PERIOD_MS).routeId("erp-sweep")
            .process(exchange -> store.sweep());

        from("timer:erp-gauges?period=" + GAUGES_PERIOD_MS).routeId("erp-gauges")
            .onException(Exception.class).handled(true)
                .log(LoggingLevel.WARN, "Postings that wait were not counted; the next round tries again: ${exception.class.name}").end()
            .process(exchange -> gauges.refresh());

        if (routing.isOn(Erp.HTTP)) {
            outbox(Erp.HTTP, config.http().concurrency(), kamelet("erp-http-sink", address(Erp.HTTP), config.http().concurrency(),
                config.http().responseTimeout()));
        }
        if (routing.isOn(Erp.SAP)) {
            outbox(Erp.SAP, config.sap().concurrency(), kamelet("sap-journal-sink", address(Erp.SAP) + "&readUrl=RAW(" + config.sap().readAddress() + ")",
                config.sap().concurrency(), config.sap().responseTimeout()));
        }
    }

    /** Timer to claim, a queue that is as long as there was room for, and as many consumers of it as there may be calls at a time. */
    private void outbox(Erp erp, int calls, String kamelet) {
        ErpOutbox outbox = outboxes.of(erp);
        String queue = "seda:erp-" + erp.id() + "-calls?waitForTaskToComplete=Never";

        from("timer:erp-" + erp.id() + "-outbox?delay=0&period=" + CLAIM_PERIOD_MS).routeId("erp-" + erp.id() + "-outbox")
            .setBody(exchange -> outbox.claim())
            .split(body())
                .to(queue);

        from(queue + "&concurrentConsumers=" + calls).routeId("erp-" + erp.id() + "-calls")
            .to(kamelet).id("call-" + erp.id())
            .process().body(Answer.class, outbox::heard)
            .process().body(Answer.class, answer -> outbox.write(answer.outcomes()));
    }

    private void prepare(Exchange exchange) throws Exception {
        int prepared = Preparation.PAGE;
        while (prepared == Preparation.PAGE && !exchange.getContext().isStopping()) {
            prepared = preparation.run();
        }
    }

    private void release(Exchange exchange) throws Exception {
        int released = Preparation.PAGE;
        while (released == Preparation.PAGE && !exchange.getContext().isStopping()) {
            released = preparation.release();
        }
    }

    private void retryUnrouted(Exchange exchange) {
        boolean hasMore = true;
        while (hasMore && !exchange.getContext().isStopping()) {
            hasMore = stranded.retryUnrouted();
        }
    }

    private String address(Erp erp) {
        return "url=RAW(" + routing.address(erp) + ")";
    }

    private String kamelet(String name, String address, int connections, Duration responseTimeout) {
        return "kamelet:%s?%s&connections=%d&connectTimeout=%d&responseTimeout=%d".formatted(name, address,
            connections, config.connectTimeout().toMillis(), responseTimeout.toMillis());
    }
}
