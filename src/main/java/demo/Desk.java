package demo;

import access.Access;
import access.OwnCalls;
import channels.PlatformJson;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.time.LocalDate;
import java.time.ZoneId;
import org.jboss.logging.Logger;

/** What people do at a seller's, over the API: dealers are made, one asks for more, a day is reconciled. */
@ApplicationScoped
class Desk {

    private static final Logger LOG = Logger.getLogger(Desk.class);
    private static final ZoneId ZONE = ZoneId.of("Asia/Ho_Chi_Minh");

    private final Edge edge;
    private final DemoTables tables;
    private final OwnCalls calls;

    Desk(Edge edge, DemoTables tables, OwnCalls calls) {
        this.calls = calls;
        this.edge = edge;
        this.tables = tables;
    }

    /** Before the first order. */
    void open() throws InterruptedException {
        for (Dealer dealer : Dealer.ALL) {
            call("PUT", "/dealers/" + dealer.id(), PlatformJson.object().put("name", dealer.name()).put("limit", dealer.limit()).put("currency", "VND")
                .put("termsDays", dealer.termsDays()).put("graceDays", dealer.graceDays()).put("parent", dealer.parent()));
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

    private void call(String method, String path, ObjectNode body) throws InterruptedException {
        try {
            int status = edge.api(method, path, body.toString(), calls.authorization("demo", Access.CREDIT, Access.FINANCE));
            if (status >= 400) {
                LOG.warnf("The demo's %s %s was answered %d", method, path, status);
            }
        } catch (IOException e) {
            LOG.warnf("The demo's %s %s got no answer: %s", method, path, e.getMessage());
        }
    }
}
