package bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * From the time a payment settled to the commit of the order that it releases: each of many dealers owes its whole limit, has
 * one order that waits, and pays.
 *
 * @param released orders that go on, as stored in {@code orders}
 */
record Unlock(int perSecond, int seconds, long released, double p50Millis, double p95Millis, double p99Millis, double maxMillis,
              ProcessUse use, long broken) {

    private static final String PAYMENTS = "payment.settled";
    private static final Duration LIMIT = Duration.ofMinutes(10);
    private static final String WAITING = "select count(*) from orders where credit_locked";

    long payments() {
        return (long) perSecond * seconds;
    }

    static Unlock measure(Path jar, Path directory, List<String> jvmOptions, int perSecond, int seconds)
            throws IOException, InterruptedException, SQLException, ExecutionException {
        int dealers = perSecond * seconds;
        try (Application application = new Application(jar, directory, jvmOptions)) {
            application.start("api");
            application.trackCommits();
            application.stop();
            application.start(Application.ALL_ROLES);
            try (Connection connection = application.database(); Backlog backlog = new Backlog(application.kafka())) {
                DealerTraffic.insertDealers(connection, dealers);
                Instant start = Instant.now().minusSeconds(60);
                backlog.fill("standard", 2 * dealers, i -> "dealers:default:" + order(i), i -> DealerTraffic.message(order(i),
                    i % 2 == 0 ? "delivered" : "pending", DealerTraffic.dealer(i / 2), i % 2 == 0 ? DealerTraffic.LIMIT : DealerTraffic.AMOUNT,
                    start.plusMillis(i)));
                await(connection, "select case when (" + WAITING + ") = " + dealers + " then 0 else 1 end");
                backlog.awaitDrained(LIMIT);
                ProcessUse before = ProcessUse.of(application);
                pay(backlog, dealers, perSecond);
                await(connection, WAITING);
                return result(connection, perSecond, seconds, ProcessUse.of(application).since(before));
            }
        }
    }

    /** The delivered order of a dealer and then the one that waits. */
    private static String order(int number) {
        return String.format("U%09d%s", number / 2, number % 2 == 0 ? "A" : "B");
    }

    /** Payments at times fixed beforehand; each settles when it is sent. */
    private static void pay(Backlog backlog, int dealers, int perSecond) {
        long start = System.nanoTime();
        try (KafkaProducer<String, byte[]> producer = backlog.producer(0)) {
            for (int i = 0; i < dealers; i++) {
                long due = start + i * 1_000_000_000L / perSecond;
                while (System.nanoTime() < due) {
                    LockSupport.parkNanos(due - System.nanoTime());
                }
                String dealer = DealerTraffic.dealer(i);
                producer.send(new ProducerRecord<>(PAYMENTS, dealer, ("{\"payment_id\":\"P" + i + "\",\"customer_id\":\"" + dealer + "\",\"amount\":"
                    + DealerTraffic.LIMIT + ",\"currency\":\"VND\",\"settled_at\":\"" + Instant.now() + "\"}").getBytes(UTF_8)));
            }
        }
    }

    private static Unlock result(Connection connection, int perSecond, int seconds, ProcessUse use) throws SQLException {
        try (ResultSet row = connection.createStatement().executeQuery("""
                select count(*), (percentile_disc(array[0.5, 0.95, 0.99, 1.0]) within group (
                           order by extract(epoch from pg_xact_commit_timestamp(o.xmin) - p.settled_at) * 1000))::float8[]
                  from orders o join credit_order c using (platform, shop_id, order_id) join dealer_payment p on p.customer_id = c.customer_id
                 where o.order_id like 'U%B' and not o.credit_locked""")) {
            row.next();
            Double[] millis = (Double[]) row.getArray(2).getArray();
            return new Unlock(perSecond, seconds, row.getLong(1), millis[0], millis[1], millis[2], millis[3], use,
                Decisions.number(connection, "select count(*) from credit_broken"));
        }
    }

    /** Returns once the query gives 0. */
    private static void await(Connection connection, String query) throws SQLException, InterruptedException {
        long end = System.nanoTime() + LIMIT.toNanos();
        while (Decisions.number(connection, query) != 0) {
            if (System.nanoTime() > end) {
                throw new IllegalStateException("after " + LIMIT.toSeconds() + " s this is still not 0: " + query);
            }
            TimeUnit.MILLISECONDS.sleep(500);
        }
    }
}
