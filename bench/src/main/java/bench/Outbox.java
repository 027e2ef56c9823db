package bench;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * Postings that are there at once go out to an ERP that takes its time, three of each order one after the other.
 *
 * @param downSeconds for which the ERP refused connections after they were there
 * @param seconds     from the first that was booked to the last that was confirmed
 * @param confirmed   as {@code erp_posting} says
 * @param lost        not booked
 * @param twice       booked more than once
 * @param outOfOrder  booked after a later one of their order
 */
record Outbox(int postings, int callMillis, int downSeconds, long confirmed, double seconds, int lost, int twice, long outOfOrder, ProcessUse use) {

    private static final int OF_AN_ORDER = 3;
    private static final int LIMIT_MINUTES = 60;
    private static final String INSERT = """
        insert into erp_posting (business_key, kind, platform, shop_id, order_id, amount, currency, document)
        select 'lazada:1:O' || n / 3 || ':' || n % 3, (array['CUSTOMER_INVOICE', 'INCOMING_PAYMENT', 'PLATFORM_FEE'])[n % 3 + 1], 'lazada', '1', 'O' || n / 3,
               110000, 'VND', '{"lines":[{"line_id":"1","sku":"S-1","quantity":1,"gross":"110000","net":"100000","tax":"10000","rate":"0.10"}],"rounding":"0"}'
          from generate_series(0, ? - 1) n order by n""";

    double perSecond() {
        return confirmed / seconds;
    }

    boolean isRight() {
        return confirmed == postings && lost == 0 && twice == 0 && outOfOrder == 0;
    }

    static Outbox measure(Path jar, Path directory, List<String> jvmOptions, int postings, int callMillis, int downSeconds)
            throws IOException, InterruptedException, SQLException {
        int count = postings / OF_AN_ORDER * OF_AN_ORDER;
        try (ErpStub erp = new ErpStub(callMillis)) {
            List<String> options = new ArrayList<>(jvmOptions);
            options.add("-Dordersync.erp.http.url=" + erp.url());
            try (Application application = new Application(jar, directory, options)) {
                application.start(Application.ALL_ROLES);
                try (Connection connection = application.database()) {
                    if (downSeconds == 0) {
                        erp.open();
                    }
                    insert(connection, count);
                    ProcessUse before = ProcessUse.of(application);
                    if (downSeconds > 0) {
                        TimeUnit.SECONDS.sleep(downSeconds);
                        erp.open();
                    }
                    await(connection);
                    return new Outbox(count, callMillis, downSeconds, Decisions.number(connection, "select count(*) from erp_posting where status = 'CONFIRMED'"),
                        seconds(connection), count - erp.bookedOnce() - erp.bookedTwice(), erp.bookedTwice(), erp.outOfOrder(),
                        ProcessUse.of(application).since(before));
                }
            }
        }
    }

    private static void insert(Connection connection, int count) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement(INSERT)) {
            insert.setInt(1, count);
            insert.execute();
        }
    }

    private static double seconds(Connection connection) throws SQLException {
        try (ResultSet row = connection.createStatement().executeQuery(
                "select extract(epoch from max(finished_at) - min(finished_at)) from erp_posting")) {
            row.next();
            return row.getDouble(1);
        }
    }

    /** Until none is left that can still change, or the limit. */
    private static void await(Connection connection) throws SQLException, InterruptedException {
        long end = System.nanoTime() + TimeUnit.MINUTES.toNanos(LIMIT_MINUTES);
        while (Decisions.number(connection, "select count(*) from (select from erp_posting where status not in ('CONFIRMED', 'REFUSED', 'HELD') limit 1) _") > 0) {
            if (System.nanoTime() > end) {
                throw new IllegalStateException("after " + LIMIT_MINUTES + " minutes there are postings that are not booked");
            }
            TimeUnit.SECONDS.sleep(1);
        }
    }
}
