package bench;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.concurrent.TimeUnit;

/**
 * IPNs of VNPay and MoMo, by turns, at a fixed rate: each pays an order that is there.
 *
 * @param captured  payments of these orders that are captured and announced
 * @param postings  of these payments, for the ERP
 * @param rows      of {@code payment} of these orders, whatever their status
 * @param unsettled messages that payment.settled was not sent within a minute
 */
record Ipn(int perSecond, int seconds, OpenLoop.Result answers, long rows, long captured, long postings, long unsettled, ProcessUse use) {

    private static final int DRAIN_LIMIT_SECONDS = 60;

    int payments() {
        return perSecond * seconds;
    }

    /** Whether each payment is there, once, and is told once to the ERP and to payment.settled. */
    boolean allOnce() {
        return answers.accepted().cardinality() == payments() && rows == payments() && captured == payments() && postings == payments() && unsettled == 0;
    }

    static Ipn measure(Application application, IpnTraffic traffic, int perSecond, int seconds) throws IOException, SQLException, InterruptedException {
        try (Connection connection = application.database()) {
            traffic.insertOrders(connection);
            ProcessUse before = ProcessUse.of(application);
            try (SignedRequests requests = SignedRequests.ipns(traffic)) {
                OpenLoop.Result answers = OpenLoop.run(requests, perSecond, application.httpPort());
                ProcessUse use = ProcessUse.of(application).since(before);
                long unsettled = drained(connection);
                String ours = " where order_id like '" + traffic.series() + "%'";
                return new Ipn(perSecond, seconds, answers, Decisions.number(connection, "select count(*) from payment" + ours),
                    Decisions.number(connection, "select count(*) from payment" + ours + " and status = 'CAPTURED' and waits_for is null and announced_at is not null"),
                    Decisions.number(connection, "select count(*) from erp_posting" + ours + " and kind = 'INCOMING_PAYMENT'"), unsettled, use);
            }
        }
    }

    private static long drained(Connection connection) throws SQLException, InterruptedException {
        long waiting = 1;
        for (int i = 0; i < 2 * DRAIN_LIMIT_SECONDS && waiting > 0; i++) {
            waiting = Decisions.number(connection, "select count(*) from payment_outbox");
            TimeUnit.MILLISECONDS.sleep(500);
        }
        return waiting;
    }
}
