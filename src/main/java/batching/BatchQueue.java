package batching;

import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.stream.IntStream;

/**
 * Group commit: what has gathered when a worker is free is worked on together, so that the rate is that of one statement for many
 * and not that of single ones.
 *
 * @param <T> what is waited for; it brings along how to answer whoever waits
 */
public final class BatchQueue<T> {

    private static final Duration LOOK_EVERY = Duration.ofMillis(100);

    private final int maxBatch;
    private final Work<T> work;
    private final BiConsumer<List<T>, Throwable> failed;
    private final BlockingQueue<T> waiting;
    private final List<Thread> workers;
    private volatile boolean stopping;

    /** What is done with a batch, which is never empty and not to be kept. */
    public interface Work<T> {
        void on(List<T> batch) throws SQLException;
    }

    /**
     * Its workers begin at once.
     *
     * @param name   of the workers' threads, with a number
     * @param failed is given a batch and whatever {@code work} threw of it; those that come behind still have their worker
     */
    public BatchQueue(String name, int workers, int maxWaiting, int maxBatch, Work<T> work, BiConsumer<List<T>, Throwable> failed) {
        this.maxBatch = maxBatch;
        this.work = work;
        this.failed = failed;
        this.waiting = new LinkedBlockingQueue<>(maxWaiting);
        this.workers = IntStream.rangeClosed(1, workers).mapToObj(i -> new Thread(this::workUntilStopped, name + "-" + i)).toList();
        this.workers.forEach(worker -> worker.setDaemon(true));
        this.workers.forEach(Thread::start);
    }

    /** Never blocks. False: it was not taken, for as many wait as may, or the queue stops. */
    public boolean offer(T one) {
        return !stopping && waiting.offer(one);
    }

    /** How many wait for a worker. */
    public int size() {
        return waiting.size();
    }

    private void workUntilStopped() {
        List<T> batch = new ArrayList<>(maxBatch);
        while (!stopping || !waiting.isEmpty()) {
            try {
                T first = waiting.poll(LOOK_EVERY.toMillis(), TimeUnit.MILLISECONDS);
                if (first != null) {
                    batch.add(first);
                    waiting.drainTo(batch, maxBatch - 1);
                    work.on(batch);
                }
            } catch (InterruptedException e) {
                return;
            } catch (Throwable e) {
                // Such as no memory for this batch: the next one may do.
                failed.accept(batch, e);
            } finally {
                batch.clear();
            }
        }
    }

    /** Takes nothing more, and returns once what waits is done, or has taken each worker longer than {@code limit}. */
    public void finish(Duration limit) throws InterruptedException {
        stopping = true;
        for (Thread worker : workers) {
            worker.join(limit.toMillis());
        }
    }

    /** The same, but what waits is dropped, and nobody answers it. */
    public void abandon(Duration limit) throws InterruptedException {
        stopping = true;
        waiting.clear();
        finish(limit);
    }
}
