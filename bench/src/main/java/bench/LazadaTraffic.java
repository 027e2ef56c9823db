package bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;

/**
 * What Lazada would send of many orders that are under way at once, and what must be stored of it in the end.
 *
 * <p>Type 0 pushes, one message an order line, as in Lazada's own sample. Orders have 1 to 3 lines (1.6 on average); a
 * line goes from unpaid to delivered, is cancelled on the way (6%) or comes back (4%). Messages follow the source's
 * time, save those that come late. The same seed, series and times give the same traffic.
 */
final class LazadaTraffic {

    /** Lines an order can have, and so the room of an order in the sequence that ids are made of: itself and its lines. */
    static final int MAX_LINES = 3;
    /** Orders a series has ids for. */
    static final int SERIES_ORDERS = 10_000_000;

    private static final int SHOPS = 50;
    private static final int ORDERS_UNDER_WAY = 20_000;
    /** How much later than its turn a late or repeated message comes, in messages. */
    private static final int MAX_DELAY = 1000;
    private static final long FIRST_SEQUENCE = 2_000_000_000L;
    private static final int ROOM = 1 + MAX_LINES;

    /** Lazada's words on the way of a line, in the order of the way, with ours. */
    enum Step {
        UNPAID("unpaid", "PENDING"), PENDING("pending", "CONFIRMED"), PACKED("packed", "PACKED"),
        READY_TO_SHIP("ready_to_ship", "READY_TO_SHIP"), SHIPPED("shipped", "SHIPPED"),
        DELIVERED("delivered", "DELIVERED"), CANCELED("canceled", "CANCELLED"), RETURNED("returned", "RETURNED");

        final String word;
        final String status;

        Step(String word, String status) {
            this.word = word;
            this.status = status;
        }

        boolean alive() {
            return this != CANCELED && this != RETURNED;
        }
    }

    /**
     * One message.
     *
     * @param order index of the order in {@link #orders()}
     * @param line  index of its line
     * @param at    the source's time, epoch seconds
     */
    record Delivery(int order, int line, Step step, long at) { }

    /** What the messages so far tell of an order. */
    static final class Order {
        final Step[] lines;
        private final long[] changed;
        private final Step[] ends;
        private long changedLast;

        private Order(SplittableRandom random) {
            int roll = random.nextInt(100);
            int count = roll < 55 ? 1 : roll < 85 ? 2 : MAX_LINES;
            lines = new Step[count];
            changed = new long[count];
            ends = new Step[count];
            for (int line = 0; line < count; line++) {
                int end = random.nextInt(100);
                ends[line] = end < 6 ? Step.CANCELED : end < 10 ? Step.RETURNED : Step.DELIVERED;
            }
        }

        /** The order's status by its lines: of the least advanced that is alive, else of the one that changed last. */
        String status() {
            Step least = null;
            for (Step step : lines) {
                if (step != null && step.alive() && (least == null || step.compareTo(least) < 0)) {
                    least = step;
                }
            }
            return least != null ? least.status : latestStatus();
        }

        /** The order's status where lines are not told apart: of the one that changed last. */
        String latestStatus() {
            int last = 0;
            for (int line = 1; line < lines.length; line++) {
                if (changed[line] > changed[last]) {
                    last = line;
                }
            }
            return lines[last].status;
        }

        /** Lines that any message has told of. */
        int linesTold() {
            int told = 0;
            for (Step line : lines) {
                told += line == null ? 0 : 1;
            }
            return told;
        }

        private boolean open() {
            for (int line = 0; line < lines.length; line++) {
                if (lines[line] != ends[line]) {
                    return true;
                }
            }
            return false;
        }

        /** A line's next step; null when it has made its last. */
        private Step next(int line, SplittableRandom random) {
            Step now = lines[line];
            if (now == ends[line]) {
                return null;
            }
            if (now == null) {
                return Step.UNPAID;
            }
            boolean leaves = ends[line] == Step.CANCELED && (now == Step.PACKED || random.nextInt(3) == 0)
                || ends[line] == Step.RETURNED && now == Step.DELIVERED;
            return leaves ? ends[line] : Step.values()[now.ordinal() + 1];
        }

        private long change(int line, Step step, long at) {
            changedLast = Math.max(at, changedLast + 1);
            lines[line] = step;
            changed[line] = changedLast;
            return changedLast;
        }
    }

    private record Turn(int position, Delivery delivery) { }

    private final int series;
    private final List<Order> orders = new ArrayList<>();
    private final List<Delivery> deliveries;
    private int distinct;

    /**
     * @param series    keeps the ids of several traffics in one database apart, 1 to 190
     * @param count     messages, repeated ones included
     * @param duplicate share of the messages that repeat an earlier one, in percent
     * @param late      share that comes up to {@link #MAX_DELAY} messages late, in percent
     * @param from      source time of the first message
     * @param to        source time of the last
     */
    LazadaTraffic(long seed, int series, int count, int duplicate, int late, Instant from, Instant to) {
        this.series = series;
        SplittableRandom random = new SplittableRandom(seed + series);
        Order[] underWay = new Order[Math.max(1, Math.min(ORDERS_UNDER_WAY, count / 50))];
        int[] index = new int[underWay.length];
        double secondsApart = (to.getEpochSecond() - from.getEpochSecond()) / (double) count;
        List<Turn> turns = new ArrayList<>(count);
        while (turns.size() < count) {
            int slot = random.nextInt(underWay.length);
            if (underWay[slot] == null || !underWay[slot].open()) {
                underWay[slot] = new Order(random);
                index[slot] = orders.size();
                orders.add(underWay[slot]);
            }
            Order order = underWay[slot];
            int line = random.nextInt(order.lines.length);
            Step step = order.next(line, random);
            if (step == null) {
                continue;
            }
            int position = turns.size();
            long at = order.change(line, step, from.getEpochSecond() + (long) (position * secondsApart));
            Delivery delivery = new Delivery(index[slot], line, step, at);
            turns.add(new Turn(random.nextInt(100) < late ? position + random.nextInt(MAX_DELAY) : position, delivery));
            distinct++;
            if (random.nextInt(100) < duplicate && turns.size() < count) {
                turns.add(new Turn(position + random.nextInt(MAX_DELAY), delivery));
            }
        }
        turns.sort(Comparator.comparingInt(Turn::position));
        deliveries = turns.stream().map(Turn::delivery).toList();
    }

    /** The messages, in the order they are sent. */
    List<Delivery> deliveries() {
        return deliveries;
    }

    /** The orders they tell of, as they must be when all are stored. */
    List<Order> orders() {
        return orders;
    }

    /** Messages without the repeated ones: the rows {@code order_event} must have. */
    int distinct() {
        return distinct;
    }

    /** Rows {@code order_line} must have. */
    int lines() {
        return orders.stream().mapToInt(Order::linesTold).sum();
    }

    /** The least and the greatest order id of the series, for {@code between}. */
    String firstOrderId() {
        return orderId(0);
    }

    String lastOrderId() {
        return id(sequence(SERIES_ORDERS - 1), 99_999);
    }

    /** {@code trade_order_id}: 15 digits, a sequence and five that stay the buyer's, as Lazada's look. */
    String orderId(int order) {
        return id(sequence(order), buyer(order));
    }

    String lineId(int order, int line) {
        return id(sequence(order) + 1 + line, buyer(order));
    }

    /** The index of the order with this id. */
    int orderIndex(String orderId) {
        return (int) ((Long.parseLong(orderId) / 100_000 - sequence(0)) / ROOM);
    }

    /** The index of the line with this id in its order. */
    int lineIndex(String lineId) {
        return (int) ((Long.parseLong(lineId) / 100_000 - sequence(0)) % ROOM) - 1;
    }

    /** The Kafka key: {@code platform:shop_id:order_id}. */
    String key(Delivery delivery) {
        return "lazada:" + seller(delivery.order()) + ':' + orderId(delivery.order());
    }

    /** The message as Lazada would send it. */
    byte[] body(Delivery delivery) {
        StringBuilder json = new StringBuilder(300)
            .append("{\"seller_id\":\"").append(seller(delivery.order()))
            .append("\",\"message_type\":0,\"data\":{\"order_status\":\"").append(delivery.step().word);
        if (delivery.step() == Step.RETURNED) {
            long reverse = 500_000_000_000_000L + delivery.order() * 10L + delivery.line();
            json.append("\",\"reverse_order_id\":\"").append(reverse)
                .append("\",\"reverse_order_line_id\":\"").append(reverse + 1_000_000_000L);
        }
        return json.append("\",\"trade_order_id\":\"").append(orderId(delivery.order()))
            .append("\",\"trade_order_line_id\":\"").append(lineId(delivery.order(), delivery.line()))
            .append("\",\"status_update_time\":").append(delivery.at())
            .append("},\"timestamp\":").append(delivery.at()).append("530,\"site\":\"lazada_vn\"}")
            .toString().getBytes(UTF_8);
    }

    /** The seller of order number {@code order} of any series. */
    private static int seller(int order) {
        return 1_000_000_000 + Math.floorMod(order * 0x9E3779B9, SHOPS);
    }

    private long sequence(int order) {
        return FIRST_SEQUENCE + ((long) series * SERIES_ORDERS + order) * ROOM;
    }

    private static int buyer(int order) {
        return Math.floorMod(order * 0x85EBCA6B, 100_000);
    }

    private static String id(long sequence, int buyer) {
        return Long.toString(sequence * 100_000 + buyer);
    }
}
