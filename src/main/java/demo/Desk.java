package demo;

import access.Access;
import access.OwnCalls;
import channels.PlatformJson;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneId;
import org.jboss.logging.Logger;

/** What people do at a seller's, over the API: dealers are made, one asks for more, a day is reconciled. */
@ApplicationScoped
class Desk {

    private static final Logger LOG = Logger.getLogger(Desk.class);
    /** As whom the audit has these calls: no user can be called so. */
    static final String NAME = "(demo)";
    /** Sees the portal of the dealer that is over its limit. */
    static final String DEALER_USER = "demo-dealer";
    private static final int TRIES = 5;
    private static final Duration UNTIL_AGAIN = Duration.ofSeconds(1);
    private static final ZoneId ZONE = ZoneId.of("Asia/Ho_Chi_Minh");

    private final Edge edge;
    private final DemoTables tables;
    private final OwnCalls calls;

    private final DemoConfig config;

    Desk(Edge edge, DemoTables tables, OwnCalls calls, DemoConfig config) {
        this.edge = edge;
        this.tables = tables;
        this.calls = calls;
        this.config = config;
    }

    /** Before the first order. */
    void open() throws InterruptedException {
        for (Dealer dealer : Dealer.ALL) {
            call("PUT", "/dealers/" + dealer.id(), PlatformJson.object().put("name", dealer.name()).put("limit", dealer.limit()).put("currency", "VND")
                .put("termsDays", dealer.termsDays()).put("graceDays", dealer.graceDays()).put("parent", dealer.parent()));
        }
        if (config.password().isPresent()) {
            Dealer dealer = Dealer.OVER_LIMIT;
            ObjectNode user = PlatformJson.object().put("username", DEALER_USER).put("name", dealer.name()).put("password", config.password().get())
                .put("dealer_id", dealer.id());
            user.putArray("roles").add(Access.DEALER);
            call("POST", "/users", user);
        }
    }

    /** After the last 24 hours. */
    void lookBack() throws InterruptedException {
        call("POST", "/credit/limit-requests", PlatformJson.object().put("customerId", "DEMO-DL-02").put("limit", 90_000_000).put("reason", "Mùa cao điểm cuối năm"));
        call("POST", "/credit/limit-requests", PlatformJson.object().put("customerId", "DEMO-DL-04").put("limit", 550_000_000).put("reason", "Mở thêm cửa hàng thứ hai"));
        call("POST", "/dealers/DEMO-DL-05/lock", PlatformJson.object().put("reason", "Chờ đối chiếu công nợ quý"));
        LocalDate today = LocalDate.now(ZONE);
        call("POST", "/reconciliations", PlatformJson.object().put("date", today.minusDays(1).toString()));
        call("POST", "/reconciliations", PlatformJson.object().put("date", today.toString()));
        tables.backfill();
    }

    /** Tried again when it was turned away, or when it has no answer and may be said twice. */
    private void call(String method, String path, ObjectNode body) throws InterruptedException {
        for (int triesLeft = TRIES; triesLeft > 0; triesLeft--) {
            String answer;
            boolean isForAgain;
            try {
                int status = edge.api(method, path, body.toString(), calls.authorization(NAME, Access.CREDIT, Access.FINANCE, Access.ADMIN));
                if (status < 400) {
                    return;
                }
                answer = "was answered " + status;
                isForAgain = status >= 500 || status == 429;
            } catch (IOException e) {
                answer = "got no answer: " + e.getMessage();
                isForAgain = method.equals("PUT");
            }
            if (!isForAgain || triesLeft == 1) {
                LOG.warnf("The demo's %s %s %s", method, path, answer);
                return;
            }
            Thread.sleep(UNTIL_AGAIN.toMillis());
        }
    }
}
