package bench;

import io.netty.channel.Channel;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.HdrHistogram.Histogram;

/**
 * Browsers that listen while orders change.
 *
 * @param listeners    how many
 * @param perSecond    webhooks that were due a second, each of which changes an order
 * @param traffic      the webhooks themselves
 * @param delay        microseconds from the commit of a change to when a browser heard of its order
 * @param unheard      changes of which some browser that was read did not hear within the measure
 * @param summed       events that told that more changed than they tell
 * @param lost         browsers that were disconnected though they took all that came
 * @param slowDropped  whether one that took nothing was disconnected
 * @param mibPerSecond sent to all of them
 */
record Listeners(int listeners, int perSecond, EndToEnd traffic, Histogram delay, long unheard, long summed, int lost, boolean slowDropped,
                 double mibPerSecond) {

    boolean isRight() {
        return unheard == 0 && lost == 0 && slowDropped && traffic.nothingLost();
    }

    static Listeners measure(Application application, int listeners, LazadaTraffic warmup, LazadaTraffic traffic, int perSecond, int seconds)
            throws Exception {
        try (Screens screens = new Screens(listeners, application.httpPort(), application.authorization())) {
            EndToEnd.measure(application, warmup, perSecond, warmup.deliveries().size() / perSecond);
            screens.heard.clear();
            Channel slow = screens.slow();
            long droppedBefore = dropped(application);
            long from = micros(application);
            long bytesBefore = screens.bytes.get();
            EndToEnd run = EndToEnd.measure(application, traffic, perSecond, seconds);
            double mib = (screens.bytes.get() - bytesBefore) / 1048576.0 / seconds;
            Thread.sleep(3_000); // What was committed last is heard of within that, or late.
            Histogram delay = new Histogram(3);
            long unheard = delays(application, screens, from, delay);
            boolean slowDropped = dropped(application) > droppedBefore;
            slow.close();
            return new Listeners(listeners, perSecond, run, delay, unheard, screens.untold.get(), screens.lost.get(), slowDropped, mib);
        }
    }

    /** Each reader hears of a change with the first event about its order after the commit. @return how many were not heard */
    private static long delays(Application application, Screens screens, long fromMicros, Histogram delay) throws SQLException {
        long unheard = 0;
        try (Connection connection = application.database(); ResultSet row = connection.createStatement().executeQuery("""
            select committed, unnest(orders) from (
                select (extract(epoch from pg_xact_commit_timestamp((xid % 4294967296)::text::xid)) * 1000000)::bigint as committed, orders from order_change) as change
             where committed >=""" + " " + fromMicros)) {
            while (row.next()) {
                long committed = row.getLong(1);
                List<Long> heard = screens.heard.getOrDefault(row.getLong(2), new ConcurrentLinkedQueue<>()).stream()
                    .filter(at -> at >= committed).sorted().toList();
                unheard += heard.size() < screens.readers() ? 1 : 0;
                heard.stream().limit(screens.readers()).forEach(at -> delay.recordValue(at - committed));
            }
        }
        return unheard;
    }

    private static long micros(Application application) throws SQLException {
        try (Connection connection = application.database();
             ResultSet row = connection.createStatement().executeQuery("select (extract(epoch from clock_timestamp()) * 1000000)::bigint")) {
            row.next();
            return row.getLong(1);
        }
    }

    private static long dropped(Application application) throws IOException, InterruptedException {
        String metrics = HttpClient.newHttpClient().send(HttpRequest.newBuilder(URI.create("http://localhost:" + application.httpPort() + "/q/metrics")).build(),
            HttpResponse.BodyHandlers.ofString()).body();
        return metrics.lines().filter(line -> line.startsWith("ordersync_live_dropped_total")).mapToLong(line -> (long) Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
            .sum();
    }
}
