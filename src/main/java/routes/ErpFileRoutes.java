package routes;

import static routes.Waiting.untilItIsBack;

import finance.FinanceConfig;
import finance.erp.Answer;
import finance.erp.Erp;
import finance.erp.ErpConfig;
import finance.erp.ErpOutbox;
import finance.erp.ErpOutboxes;
import finance.erp.Routing;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import roles.Role;
import roles.Roles;

/** Postings that go out in files, once a day or as the configuration says; one replica writes, by the tables of Quartz. */
@ApplicationScoped
public class ErpFileRoutes extends RouteBuilder {

    /** What a run had to leave is tried again every five minutes. */
    private static final String AGAIN_CRON = "30+0/5+*+*+*+?";
    private static final int BETWEEN_TRIES_MS = 10_000;
    /** Files in one run; what is left goes out with the next. */
    private static final int MAX_FILES = 1_000;
    private static final int QUESTIONS_PERIOD_MS = 1_000;

    private final Roles roles;
    private final Routing routing;
    private final ErpConfig config;
    private final FinanceConfig finance;
    private final ErpOutboxes outboxes;
    private final ErpDirectory directory;

    ErpFileRoutes(Roles roles, Routing routing, ErpConfig config, FinanceConfig finance, ErpOutboxes outboxes, ErpDirectory directory) {
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
        ErpOutbox outbox = outboxes.of(Erp.FILE);

        from("quartz:ordersync/erp-file?cron=" + config.file().cron() + "&trigger.timeZone=" + finance.zone() + Jobs.ONE_AT_A_TIME).routeId("erp-file")
            .to("direct:erp-file-run");

        from("quartz:ordersync/erp-file-again?cron=" + AGAIN_CRON + Jobs.ONE_AT_A_TIME).routeId("erp-file-again")
            .filter(exchange -> outbox.hasFailed())
                .to("direct:erp-file-run");

        // While the directory is away this goes on until the circuit opens; then there is nothing to write until the next run.
        from("direct:erp-file-run").routeId("erp-file-run")
            .setBody(exchange -> outbox.postings())
            .loopDoWhile(ErpFileRoutes::goesOn).breakOnShutdown()
                .split(body()).to("direct:erp-file-calls").end()
                .delay().exchange(exchange -> outbox.isFailing() ? BETWEEN_TRIES_MS : 0).syncDelayed()
                .setBody(exchange -> outbox.postings())
            .end();

        from("timer:erp-file-questions?period=" + QUESTIONS_PERIOD_MS).routeId("erp-file-questions")
            .setBody(exchange -> outbox.questions())
            .split(body()).to("direct:erp-file-calls");

        from("direct:erp-file-calls").routeId("erp-file-calls")
            .to("kamelet:erp-file-sink?directory=direct:erp-directory").id("call-file")
            .process().body(Answer.class, outbox::heard)
            .process().body(Answer.class, answer -> outbox.write(answer.outcomes()));

        // The Kamelet has to hear of a failure, and no address with a password in it.
        from("direct:erp-directory").routeId("erp-directory")
            .errorHandler(noErrorHandler())
            .to(directory.address()).id("store-file");
    }

    private static boolean goesOn(Exchange exchange) {
        return !exchange.getMessage().getBody(List.class).isEmpty() && exchange.getProperty(Exchange.LOOP_INDEX, 0, Integer.class) < MAX_FILES;
    }
}
