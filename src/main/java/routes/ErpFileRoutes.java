package routes;

import static routes.Waiting.untilItIsBack;

import finance.FinanceConfig;
import finance.erp.Answer;
import finance.erp.Erp;
import finance.erp.ErpConfig;
import finance.erp.Outbox;
import finance.erp.Outboxes;
import finance.erp.Routing;
import jakarta.enterprise.context.ApplicationScoped;
import org.apache.camel.builder.RouteBuilder;
import roles.Role;
import roles.Roles;

/** Postings that go out in files, once a day or as the configuration says; one replica writes, by the tables of Quartz. */
@ApplicationScoped
public class ErpFileRoutes extends RouteBuilder {

    private static final String ONE_AT_A_TIME = "&stateful=true&recoverableJob=true&usingFixedCamelContextName=true";
    private static final int QUESTIONS_PERIOD_MS = 1_000;

    private final Roles roles;
    private final Routing routing;
    private final ErpConfig config;
    private final FinanceConfig finance;
    private final Outboxes outboxes;
    private final ErpDirectory directory;

    ErpFileRoutes(Roles roles, Routing routing, ErpConfig config, FinanceConfig finance, Outboxes outboxes, ErpDirectory directory) {
        this.roles = roles;
        this.routing = routing;
        this.config = config;
        this.finance = finance;
        this.outboxes = outboxes;
        this.directory = directory;
    }

    @Override
    public void configure() {
        if (!roles.has(Role.POLL) || !routing.isOn(Erp.FILE)) {
            return;
        }
        errorHandler(untilItIsBack());
        Outbox outbox = outboxes.of(Erp.FILE);

        from("quartz:ordersync/erp-file?cron=" + config.file().cron() + "&trigger.timeZone=" + finance.zone() + ONE_AT_A_TIME).routeId("erp-file")
            .setBody(exchange -> outbox.postings())
            .loopDoWhile(simple("${body.size} > 0")).breakOnShutdown()
                .split(body()).to("direct:erp-file-calls").end()
                .setBody(exchange -> outbox.postings())
            .end();

        from("timer:erp-file-questions?period=" + QUESTIONS_PERIOD_MS).routeId("erp-file-questions")
            .setBody(exchange -> outbox.questions())
            .split(body()).to("direct:erp-file-calls");

        from("direct:erp-file-calls").routeId("erp-file-calls")
            .to("kamelet:erp-file-sink?directory=RAW(" + directory.address() + ")").id("call-file")
            .process().body(Answer.class, outbox::heard)
            .process().body(Answer.class, answer -> outbox.write(answer.outcomes()));
    }
}
