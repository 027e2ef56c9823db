package demo;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.jboss.logging.Logger;

/** Sends what a day at a seller's brings, on a thread of its own: at first the last 24 hours, then so many messages a second. */
final class Traffic implements Runnable {

    private static final Logger LOG = Logger.getLogger(Traffic.class);
    private static final Duration HISTORY = Duration.ofHours(24);
    /** What takes an hour in life takes half a minute here, from now on. */
    private static final int HASTE = 120;
    /** Every so many messages one is wrong, until there are so many dead letters. */
    private static final int WRONG_EVERY = 40;
    private static final int MAX_WRONG = 300;
    private static final Duration UNTIL_OPEN = Duration.ofMillis(300);
    /** Sendo's webhooks stop this long before the start; what changes later is found by polling alone. */
    private static final Duration SENDO_SILENT = Duration.ofHours(2);
    /** Of Lazada's pushes, in percent, those that are lost on their way. */
    private static final int LOST_PERCENT = 3;
    /** In life, until a dealer looks again whether an order was invoiced. */
    private static final Duration UNTIL_INVOICED = Duration.ofHours(6);
    private static final long EPOCH = 1_700_000_000;
    /** Numbers a second: more than orders are made in any, so that a later start has others. */
    private static final int NUMBERS_PER_SECOND = 50;
    /** As many numbers of payments as an order may need. */
    private static final int PAYMENTS_PER_ORDER = 10;

    private final Edge edge;
    private final Platforms platforms;
    private final Desk desk;
    private final DemoConfig config;
    private final Catalogue catalogue;
    private final Journeys journeys;
    private final boolean first;
    private final BooleanSupplier wanted;
    private final Predicate<FakeOrder> invoiced;
    private final Random random;
    private final PriorityQueue<Step> steps = new PriorityQueue<>(Comparator.comparing(Step::due).thenComparing(Step::at));
    private final Instant started = Instant.now();
    private volatile boolean stopped;
    private long number = (started.getEpochSecond() - EPOCH) * NUMBERS_PER_SECOND;
    private int made;
    private int sent;
    private int wrong;

    /**
     * @param first    whether the last 24 hours are sent before
     * @param wanted   whether it may go on: not once another process has cleared the demo
     * @param invoiced whether the order of a dealer is, so that it may be paid
     */
    Traffic(Edge edge, Platforms platforms, Desk desk, DemoConfig config, boolean first, BooleanSupplier wanted, Predicate<FakeOrder> invoiced) {
        this.edge = edge;
        this.platforms = platforms;
        this.desk = desk;
        this.config = config;
        this.catalogue = new Catalogue(config.seed());
        this.random = new Random(config.seed());
        this.journeys = new Journeys(random);
        this.first = first;
        this.wanted = wanted;
        this.invoiced = invoiced;
    }

    void stop() {
        stopped = true;
    }

    @Override
    public void run() {
        try {
            awaitOpen();
            if (first) {
                desk.open();
                history();
                desk.lookBack();
                LOG.infof("The demo has sent %d messages of %d orders of the last 24 hours", sent, made);
            }
            while (!stopped && wanted.getAsBoolean()) {
                act(pickStep());
                pause(config.perSecond());
            }
        } catch (InterruptedException end) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            LOG.error("The demo's traffic has ended", e);
        }
    }

    private void awaitOpen() throws InterruptedException {
        while (!stopped) {
            try {
                edge.forged("standard", new byte[0]);
                return;
            } catch (IOException notYet) {
                Thread.sleep(UNTIL_OPEN.toMillis());
            }
        }
    }

    private void history() throws InterruptedException {
        for (int i = 0; i < config.historyOrders(); i++) {
            begin(started.minus(journeys.ago(HISTORY)), 1);
        }
        List<Step> later = new ArrayList<>();
        while (!stopped && !steps.isEmpty()) {
            Step step = steps.poll();
            if (step.at().isAfter(started)) {
                Instant soon = started.plus(Duration.between(started, step.at()).dividedBy(HASTE));
                later.add(new Step(soon, soon, step.order(), step.stage(), step.paid()));
            } else {
                act(step);
                pause(config.historyPerSecond());
            }
        }
        steps.addAll(later);
    }

    /** What is due, or a new order. */
    private Step pickStep() {
        Step next = steps.peek();
        boolean isDue = next != null && !next.due().isAfter(Instant.now());
        if (made < config.maxOrders() && (!isDue || random.nextInt(100) < 30)) {
            begin(Instant.now(), HASTE);
        }
        next = steps.peek();
        return next != null && !next.due().isAfter(Instant.now()) ? steps.poll() : null;
    }

    private void begin(Instant placedAt, int haste) {
        Shop shop = journeys.shop();
        FakeOrder order = catalogue.order(shop, shop.order(number++));
        steps.addAll(journeys.of(order, placedAt, haste));
        if (++made == config.maxOrders()) {
            LOG.infof("The demo makes no more orders after %d (ordersync.demo.max-orders)", made);
        }
    }

    void act(Step step) throws InterruptedException {
        if (step == null) {
            return;
        }
        if (step.paid() != null && step.order().dealer() != null && !invoiced.test(step.order())) {
            steps.add(step.later(UNTIL_INVOICED.dividedBy(step.at().isAfter(started) ? HASTE : 1)));
            return;
        }
        try {
            int status = step.paid() == null ? tell(step) : pay(step);
            if (status >= 500 || status == 429) {
                again(step);
            }
            if (++sent % WRONG_EVERY == 0 && wrong < MAX_WRONG) {
                mistake(step.order(), wrong++);
            }
        } catch (IOException e) {
            again(step);
        }
    }

    private void again(Step step) throws InterruptedException {
        Thread.sleep(UNTIL_OPEN.toMillis());
        steps.add(step);
    }

    private int tell(Step step) throws IOException, InterruptedException {
        FakeOrder order = step.order();
        platforms.moved(order, step.stage(), step.at());
        String channel = order.shop().channel();
        boolean isSilent = channel.equals("tiki") || order.shop() == Shop.SENDO && step.at().isAfter(started.minus(SENDO_SILENT))
            || channel.equals("lazada") && random.nextInt(100) < LOST_PERCENT;
        int status = 200;
        if (!isSilent) {
            for (byte[] body : Bodies.of(order, step.stage(), step.at())) {
                status = Math.max(status, edge.webhook(channel, body));
            }
        }
        return status;
    }

    private int pay(Step step) throws IOException, InterruptedException {
        FakeOrder order = step.order();
        // Always the same, so that what is told again for want of an answer is one payment.
        long transaction = order.shop().number(order.id()) * PAYMENTS_PER_ORDER;
        Step.Paid paid = step.paid();
        String orderId = paid == Step.Paid.UNKNOWN ? Shop.ID_MARK + "W0" + transaction : order.id();
        long dong = paid == Step.Paid.SHORT ? order.total() - 10_000 : order.total();
        if (paid == Step.Paid.TWICE) {
            edge.vnpay(orderId, dong, Long.toString(transaction), step.at());
            transaction++;
        }
        return edge.hasMomo() && transaction % 3 == 0 ? edge.momo(orderId, dong, transaction, step.at()) : edge.vnpay(orderId, dong, Long.toString(transaction), step.at());
    }

    /** Each time another of what goes wrong in life. */
    private void mistake(FakeOrder like, int turn) throws IOException, InterruptedException {
        Instant now = Instant.now();
        FakeOrder order = catalogue.order(Shop.WEB, Shop.WEB.order(number++));
        byte[] body = Bodies.standard(order, "confirmed", now);
        switch (turn % 6) {
            case 0, 3 -> edge.forged("lazada", Bodies.of(catalogue.order(Shop.LAZADA_HN, like.id()), Stage.PACKED, now).get(0));
            case 1 -> edge.webhook("standard", Bodies.standard(order, turn % 4 == 1 ? "dang_doi_tra" : "cho_lay_hang", now));
            case 2 -> edge.webhook("standard", java.util.Arrays.copyOf(body, body.length / 2));
            case 4 -> edge.webhook("lazada", ("{\"seller_id\":\"" + Shop.LAZADA_HCM.id() + "\",\"message_type\":23,\"data\":{\"trade_order_id\":\"" + Shop.LAZADA_HCM.order(number++)
                + "\"},\"timestamp\":" + now.toEpochMilli() + ",\"site\":\"lazada_vn\"}").getBytes(StandardCharsets.UTF_8));
            default -> edge.webhook("standard", new String(body, StandardCharsets.UTF_8).replace("\"total\":\"" + order.total(), "\"total\":\"" + order.total() + ",5đ")
                .getBytes(StandardCharsets.UTF_8));
        }
    }

    private static void pause(int perSecond) throws InterruptedException {
        Thread.sleep(Math.max(1, 1_000 / Math.max(1, perSecond)));
    }
}
