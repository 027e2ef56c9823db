package bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.Arrays;
import java.util.SplittableRandom;

/** Orders of dealers on account, in the standard interface's form; whose an order is, is drawn by Zipf's law with exponent 1. */
final class DealerTraffic {

    /** What a dealer may owe, in VND: a thousand orders. */
    static final long LIMIT = 100_000_000;
    /** What an order costs, in VND. */
    static final long AMOUNT = 100_000;

    private final int[] dealerOf;
    private final Instant start;

    /** @param dealers 1: all orders are one dealer's */
    DealerTraffic(long seed, int dealers, int count, Instant start) {
        this.start = start;
        double[] upTo = new double[dealers];
        double sum = 0;
        for (int rank = 0; rank < dealers; rank++) {
            sum += 1.0 / (rank + 1);
            upTo[rank] = sum;
        }
        SplittableRandom random = new SplittableRandom(seed);
        dealerOf = new int[count];
        for (int i = 0; i < count; i++) {
            int place = Arrays.binarySearch(upTo, random.nextDouble() * sum);
            dealerOf[i] = place < 0 ? Math.min(-place - 1, dealers - 1) : place;
        }
    }

    int count() {
        return dealerOf.length;
    }

    String key(int order) {
        return "dealers:default:" + orderId(order);
    }

    /** An order that is placed, one millisecond after the one before. */
    byte[] body(int order) {
        return message(orderId(order), "pending", dealer(dealerOf[order]), AMOUNT, start.plusMillis(order));
    }

    /** A question whether the dealer may order once more. */
    byte[] check(int number) {
        return ("{\"customerId\":\"" + dealer(dealerOf[number]) + "\",\"amount\":" + AMOUNT + ",\"currency\":\"VND\"}").getBytes(UTF_8);
    }

    static byte[] message(String orderId, String status, String dealer, long amount, Instant at) {
        return ("{\"platform\":\"dealers\",\"orderId\":\"" + orderId + "\",\"status\":\"" + status + "\",\"amount\":{\"total\":" + amount
            + ",\"currency\":\"VND\"},\"dealerId\":\"" + dealer + "\",\"updatedAt\":\"" + at + "\"}").getBytes(UTF_8);
    }

    static String dealer(int rank) {
        return String.format("D%06d", rank);
    }

    private static String orderId(int order) {
        return String.format("B%09d", order);
    }

    /** Puts dealers into the table, each with {@link #LIMIT}, and has them told to whoever keeps their state. */
    static void insertDealers(Connection connection, int count) throws SQLException {
        try (PreparedStatement insert = connection.prepareStatement("""
                insert into dealer (customer_id, name, currency, credit_limit, terms_days, grace_days, pool)
                select id, 'Dealer ' || id, 'VND', ?, 30, 5, array[id] from (select 'D' || lpad(n::text, 6, '0') as id from generate_series(0, ? - 1) n) ids""")) {
            insert.setLong(1, LIMIT);
            insert.setInt(2, count);
            insert.execute();
        }
        try (Statement statement = connection.createStatement()) {
            statement.execute("insert into credit_changed (customer_id) select customer_id from dealer");
            statement.execute("vacuum analyze dealer");
        }
    }
}
