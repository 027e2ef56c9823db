package finance.payments;

import batching.BatchQueue;
import database.SqlFailure;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jboss.logging.Logger;

/** Records payments, those that wait together in one transaction: the rate is not that of single commits. */
@ApplicationScoped
class PaymentQueue {

    private static final Logger LOG = Logger.getLogger(PaymentQueue.class);
    private static final int MAX_BATCH = 200;
    private static final Duration SHUTDOWN = Duration.ofSeconds(10);

    private static final NotRecordedException ON_OUR_SIDE = new NotRecordedException("Something failed on our side; the log has it.");

    private final Payments payments;
    private final PaymentMetrics metrics;
    private final Duration waitLimit;
    private final BatchQueue<Waiting> queue;

    private record Waiting(ToldPayment told, CompletableFuture<Recorded> answer) { }

    PaymentQueue(Payments payments, PaymentsConfig config, PaymentMetrics metrics, MeterRegistry meters) {
        this.payments = payments;
        this.metrics = metrics;
        this.waitLimit = config.waitLimit();
        this.queue = new BatchQueue<>("payments", config.writers(), config.maxWaiting(), MAX_BATCH, this::writeOpen, PaymentQueue::failedOnOurSide);
        Gauge.builder("ordersync.payments.queued", queue, BatchQueue::size).description("Payments that wait to be recorded").register(meters);
    }

    /**
     * Never blocks. Fails with a {@link NotRecordedException} where PostgreSQL does not take the payment in time or too many
     * wait, and with an {@link IllegalArgumentException} where PostgreSQL cannot keep one of its values.
     */
    CompletableFuture<Recorded> record(ToldPayment told) {
        Waiting waiting = new Waiting(told, new CompletableFuture<>());
        if (!queue.offer(waiting)) {
            return CompletableFuture.failedFuture(new NotRecordedException("Too many payments wait to be recorded."));
        }
        return waiting.answer.orTimeout(waitLimit.toMillis(), TimeUnit.MILLISECONDS).exceptionallyCompose(failure -> CompletableFuture.failedFuture(
            failure instanceof TimeoutException ? new NotRecordedException("PostgreSQL did not record it in time.") : failure));
    }

    /** Whoever has waited too long has its answer, and will tell again. */
    private void writeOpen(List<Waiting> batch) {
        write(batch.stream().filter(waiting -> !waiting.answer.isDone()).toList());
    }

    private void write(List<Waiting> batch) {
        if (batch.isEmpty()) {
            return;
        }
        try {
            List<Recorded> recorded = payments.record(batch.stream().map(Waiting::told).toList());
            for (int i = 0; i < recorded.size(); i++) {
                metrics.recorded(batch.get(i).told.provider(), recorded.get(i));
                batch.get(i).answer.complete(recorded.get(i));
            }
        } catch (SQLException | RuntimeException e) {
            failed(batch, e);
        } catch (Error e) {
            failedOnOurSide(batch, e);
        }
    }

    private static void failedOnOurSide(List<Waiting> batch, Throwable e) {
        LOG.errorf(e, "%d payments were not recorded", batch.size());
        notRecorded(batch, ON_OUR_SIDE);
    }

    /** One payment that cannot be recorded does not keep the others from it. */
    private void failed(List<Waiting> batch, Exception e) {
        boolean isOfValues = e instanceof SQLException refused && SqlFailure.isOfValues(refused);
        boolean isOurs = e instanceof RuntimeException;
        if ((isOfValues || isOurs) && batch.size() > 1) {
            batch.forEach(waiting -> write(List.of(waiting)));
        } else if (isOurs) {
            LOG.error("A payment was not recorded", e);
            notRecorded(batch, ON_OUR_SIDE);
        } else {
            LOG.warnf("%d payments were not recorded: %s", batch.size(), e.getMessage());
            notRecorded(batch, isOfValues ? new IllegalArgumentException("PostgreSQL does not store one of its values.")
                : new NotRecordedException("PostgreSQL does not answer."));
        }
    }

    private static void notRecorded(List<Waiting> batch, RuntimeException why) {
        batch.forEach(waiting -> waiting.answer.completeExceptionally(why));
    }

    /** Stops once what waits is recorded, or after ten seconds. */
    @PreDestroy
    void stop() throws InterruptedException {
        queue.finish(SHUTDOWN);
    }
}
