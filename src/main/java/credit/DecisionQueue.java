package credit;

import batching.BatchQueue;
import channels.Spool;
import credit.IdempotencyKeys.Given;
import credit.ToldOrders.Told;
import database.SqlFailure;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import orders.CanonicalEvent;
import orders.OrderKey;
import org.jboss.logging.Logger;

/**
 * Decides on posted orders, those that wait together in one transaction: their holds, their messages to
 * {@code order_events} (by way of the spool) and the answers to remember are kept all at once or not at all.
 */
@ApplicationScoped
public class DecisionQueue {

    private static final Logger LOG = Logger.getLogger(DecisionQueue.class);
    private static final int MAX_WAITING = 2_000;
    private static final int MAX_BATCH = 200;
    /** One prepares its batch while the other commits. */
    private static final int WORKERS = 2;
    /** Whoever has waited as long is told to come again, instead of being decided on when nobody may be waiting for it any more. */
    private static final Duration MAX_WAIT = Duration.ofSeconds(5);
    private static final Duration SHUTDOWN = Duration.ofSeconds(10);

    private final CreditLedger ledger;
    private final IdempotencyKeys keys;
    private final ToldOrders orders;
    private final BatchQueue<Waiting> queue = new BatchQueue<>("credit-decisions", WORKERS, MAX_WAITING, MAX_BATCH, this::decide, DecisionQueue::failed);

    /** @param since {@link System#nanoTime} */
    private record Waiting(PostedOrder order, Optional<IdempotencyKey> key, long since, CompletableFuture<OrderAnswer> answer) {

        boolean isOpen() {
            return !answer.isDone();
        }
    }

    /** Another batch, here or in another process, has just used a key of this one: nothing was kept. */
    private static final class KeyTakenException extends RuntimeException {
        KeyTakenException() {
            super(null, null, false, false);
        }
    }

    /** Nothing was kept: {@code otherwise} are told otherwise than they were posted; where there are none, one was changed meanwhile. */
    private static final class NotAsPostedException extends RuntimeException {

        private final transient List<Waiting> otherwise;

        NotAsPostedException(List<Waiting> otherwise) {
            super(null, null, false, false);
            this.otherwise = otherwise;
        }
    }

    DecisionQueue(CreditLedger ledger, IdempotencyKeys keys, ToldOrders orders, MeterRegistry meters) {
        this.ledger = ledger;
        this.keys = keys;
        this.orders = orders;
        Gauge.builder("ordersync.credit.posted.waiting", queue, BatchQueue::size)
            .description("Posted orders that wait for their decision").register(meters);
    }

    /** Never blocks and never fails; what went wrong is in the answer. */
    CompletableFuture<OrderAnswer> decide(PostedOrder order, Optional<IdempotencyKey> key) {
        Waiting waiting = new Waiting(order, key, System.nanoTime(), new CompletableFuture<>());
        if (!queue.offer(waiting)) {
            waiting.answer.complete(tooMany());
        }
        return waiting.answer;
    }

    private void decide(List<Waiting> taken) {
        List<Waiting> left = List.copyOf(taken);
        while (!left.isEmpty()) {
            List<Waiting> batch = new ArrayList<>(left.size());
            List<Waiting> later = new ArrayList<>();
            Set<String> keysSeen = new HashSet<>();
            Set<String> ordersSeen = new HashSet<>();
            for (Waiting waiting : left) {
                (isFirst(waiting, keysSeen, ordersSeen) ? batch : later).add(waiting);
            }
            decideTogether(batch, HeldRows.BATCH_LIMIT);
            left = later;
        }
    }

    private static boolean isInTime(Waiting waiting) {
        return System.nanoTime() - waiting.since < MAX_WAIT.toNanos() || !waiting.answer.complete(tooMany());
    }

    /**
     * The second of a key has to find the first's answer, and the second of an order amends it: decided together, both
     * would be told what was decided on the last.
     */
    private static boolean isFirst(Waiting waiting, Set<String> keysSeen, Set<String> ordersSeen) {
        boolean ofItsKey = waiting.key.isEmpty() || keysSeen.add(waiting.key.get().text());
        return ordersSeen.add(waiting.order.orderId()) && ofItsKey;
    }

    /** Again without those that have their answer by then, until all have it; no dealer's row is waited for longer than {@code lockLimit}. */
    private void decideTogether(List<Waiting> batch, Duration lockLimit) {
        try {
            List<Waiting> open = open(batch);
            while (!open.isEmpty()) {
                answerRepeated(open);
                Map<OrderKey, Told> before = orders.find(keysOf(open));
                open.forEach(waiting -> refuseOver(waiting, before.get(waiting.order.event().order())));
                commit(open(open), before, lockLimit);
                open = open(open);
            }
        } catch (SQLException e) {
            List<Waiting> open = batch.stream().filter(Waiting::isOpen).toList();
            if (!SqlFailure.isHeldByOthers(e) || !decideHalves(open)) {
                failed(open, e);
            }
        } catch (RuntimeException e) {
            List<Waiting> open = batch.stream().filter(Waiting::isOpen).toList();
            if (open.size() > 1) {
                open.forEach(waiting -> decideTogether(List.of(waiting), lockLimit));
            } else {
                failed(open, e);
            }
        }
    }

    /** Somebody holds the row of a dealer: the orders of half of the dealers, then those of the others. False: they are all of one dealer. */
    private boolean decideHalves(List<Waiting> batch) {
        List<String> dealers = batch.stream().map(waiting -> waiting.order.event().dealerId()).distinct().toList();
        Set<String> half = Set.copyOf(dealers.subList(0, dealers.size() / 2));
        if (half.isEmpty()) {
            return false;
        }
        batch.stream().collect(Collectors.partitioningBy(waiting -> half.contains(waiting.order.event().dealerId())))
            .values().forEach(part -> decideTogether(part, HeldRows.PART_LIMIT));
        return true;
    }

    private static List<Waiting> open(List<Waiting> batch) {
        return batch.stream().filter(Waiting::isOpen).filter(DecisionQueue::isInTime).toList();
    }

    private static List<OrderKey> keysOf(List<Waiting> batch) {
        return batch.stream().map(waiting -> waiting.order.event().order()).toList();
    }

    /** Its channel may open again what is over; a shop that posts it has mistaken the order, or asks too late. */
    private static void refuseOver(Waiting waiting, Told before) {
        if (before != null && before.isOver()) {
            waiting.answer.complete(OrderAnswer.over(waiting.order, before.effect()));
        }
    }

    /** Those whose key was used have their answer already. */
    private void answerRepeated(List<Waiting> batch) throws SQLException {
        Map<String, Given> given = keys.find(batch.stream().flatMap(waiting -> waiting.key.stream()).map(IdempotencyKey::text).toList());
        for (Waiting waiting : batch) {
            waiting.key.filter(key -> given.containsKey(key.text()))
                .ifPresent(key -> waiting.answer.complete(repeated(key, given.get(key.text()))));
        }
    }

    private static OrderAnswer repeated(IdempotencyKey key, Given given) {
        return key.isOf(given.requestHash()) ? given.answer() : OrderAnswer.problem(422,
            "This Idempotency-Key came before with another body. A new request needs a new key.");
    }

    /** Decides on all of them in one transaction, or on none: then those of them that cannot be decided on have their answer. */
    private void commit(List<Waiting> batch, Map<OrderKey, Told> before, Duration lockLimit) throws SQLException {
        if (batch.isEmpty()) {
            return;
        }
        List<OrderAnswer> answers = new ArrayList<>(batch.size());
        try {
            ledger.decide(batch.stream().map(waiting -> waiting.order.event()).toList(), lockLimit, (connection, decided) -> {
                checkAsPosted(batch, before, ToldOrders.find(connection, keysOf(batch)));
                answers.clear();
                for (int i = 0; i < batch.size(); i++) {
                    answers.add(OrderAnswer.of(batch.get(i).order, decided.get(i)));
                }
                write(connection, batch, answers);
            });
        } catch (KeyTakenException taken) {
            return;
        } catch (NotAsPostedException e) {
            // What was told later may be what a request with a key of these said: its answer is that request's.
            answerRepeated(batch);
            e.otherwise.forEach(waiting -> waiting.answer.complete(OrderAnswer.overtaken(waiting.order)));
            return;
        }
        for (int i = 0; i < batch.size(); i++) {
            batch.get(i).answer.complete(answers.get(i));
        }
    }

    /**
     * The source's time decides which of two amounts of an order counts, and the clocks of processes and shops differ: what is
     * answered is of what was posted, or it is said that it is not. An order decided on twice since {@code before} may have
     * been delivered in between, so all are looked at again.
     */
    private static void checkAsPosted(List<Waiting> batch, Map<OrderKey, Told> before, Map<OrderKey, Told> after) {
        List<Waiting> otherwise = new ArrayList<>();
        boolean changed = false;
        for (Waiting waiting : batch) {
            CanonicalEvent posted = waiting.order.event();
            Told was = before.get(posted.order());
            Told is = after.get(posted.order());
            if (!is.isAs(posted)) {
                otherwise.add(waiting);
            }
            changed |= is.version() > (was == null ? 0 : was.version()) + 1;
        }
        if (changed || !otherwise.isEmpty()) {
            throw new NotAsPostedException(otherwise);
        }
    }

    private static void write(Connection connection, List<Waiting> batch, List<OrderAnswer> answers) throws SQLException {
        SortedMap<String, Given> given = new TreeMap<>();
        for (int i = 0; i < batch.size(); i++) {
            OrderAnswer answer = answers.get(i);
            batch.get(i).key.ifPresent(key -> given.put(key.text(), new Given(key.requestHash(), answer)));
        }
        if (!IdempotencyKeys.write(connection, given)) {
            throw new KeyTakenException();
        }
        Spool.add(connection, batch.stream().map(waiting -> waiting.order.message()).toList());
    }

    private void failed(List<Waiting> batch, SQLException e) {
        boolean aboutData = SqlFailure.isOfValues(e);
        if (aboutData && batch.size() > 1) {
            batch.forEach(waiting -> decideTogether(List.of(waiting), HeldRows.BATCH_LIMIT));
            return;
        }
        LOG.warnf("Posted orders: %d got no decision: %s", batch.size(), e.getMessage());
        OrderAnswer answer = aboutData ? OrderAnswer.problem(400, "The order holds a value that PostgreSQL does not store; nothing was kept.")
            : OrderAnswer.problem(503, "PostgreSQL made no decision in time. "
                + "Post the order again in a moment, with the same Idempotency-Key: it is decided once.");
        batch.forEach(waiting -> waiting.answer.complete(answer));
    }

    private static void failed(List<Waiting> batch, Throwable e) {
        LOG.errorf(e, "Posted orders: %d got no decision", batch.stream().filter(Waiting::isOpen).count());
        batch.forEach(waiting -> waiting.answer.complete(OrderAnswer.problem(500,
            "Something failed on our side; the log has it. Post the order again with the same Idempotency-Key.")));
    }

    private static OrderAnswer tooMany() {
        return OrderAnswer.problem(503, "Too many orders wait for a decision; this one was not kept. Post it again in a moment.");
    }

    /** Stops once what waits is decided, or after ten seconds. */
    @PreDestroy
    void stop() throws InterruptedException {
        queue.finish(SHUTDOWN);
    }
}
