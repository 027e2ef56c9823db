package batching;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class BatchQueueTest {

    private static final int MAX_WAITING = 5;
    private static final int MAX_BATCH = 3;
    private static final int MANY = 100;
    private static final int POISON = -1;
    private static final Duration LONG = Duration.ofSeconds(30);

    private final BlockingQueue<List<Integer>> done = new LinkedBlockingQueue<>();
    private final BlockingQueue<List<Integer>> failed = new LinkedBlockingQueue<>();
    private final CountDownLatch busy = new CountDownLatch(1);
    private final Semaphore free = new Semaphore(0);
    private final BatchQueue<Integer> queue = new BatchQueue<>("test", 1, MAX_WAITING, MAX_BATCH, this::work, (batch, e) -> failed.add(List.copyOf(batch)));

    private void work(List<Integer> batch) {
        busy.countDown();
        free.acquireUninterruptibly();
        if (batch.contains(POISON)) {
            throw new OutOfMemoryError("of the test");
        }
        done.add(List.copyOf(batch));
    }

    @AfterEach
    void stop() throws InterruptedException {
        free.release(MANY);
        queue.abandon(LONG);
    }

    @Test
    void whatGathersIsWorkedOnTogetherUpToTheLimit() throws InterruptedException {
        // Given
        workerIsBusyWith(0);
        IntStream.rangeClosed(1, MAX_WAITING).forEach(queue::offer);

        // When
        free.release(MANY);

        // Then
        assertEquals(List.of(0), done.take());
        assertEquals(List.of(1, 2, 3), done.take());
        assertEquals(List.of(4, 5), done.take());
    }

    @Test
    void refusesWhatIsMoreThanMayWait() throws InterruptedException {
        // Given
        workerIsBusyWith(0);
        IntStream.rangeClosed(1, MAX_WAITING).forEach(one -> assertTrue(queue.offer(one)));

        // When
        boolean isTaken = queue.offer(6);

        // Then
        assertFalse(isTaken);
        assertEquals(MAX_WAITING, queue.size());
    }

    @Test
    void anErrorFailsItsBatchAndNotTheOnesBehindIt() throws InterruptedException {
        // Given
        workerIsBusyWith(POISON);
        queue.offer(1);

        // When
        free.release(MANY);

        // Then
        assertEquals(List.of(POISON), failed.take());
        assertEquals(List.of(1), done.take());
    }

    @Test
    void finishesWhatWaitsAndTakesNothingMore() throws InterruptedException {
        // Given
        workerIsBusyWith(0);
        queue.offer(1);
        free.release(MANY);

        // When
        queue.finish(LONG);

        // Then
        assertFalse(queue.offer(2));
        assertEquals(List.of(List.of(0), List.of(1)), List.copyOf(done));
    }

    @Test
    void abandonsWhatWaits() throws InterruptedException {
        // Given
        workerIsBusyWith(0);
        queue.offer(1);

        // When
        queue.abandon(Duration.ofMillis(1));
        free.release(MANY);
        queue.finish(LONG);

        // Then
        assertFalse(queue.offer(2));
        assertEquals(List.of(List.of(0)), List.copyOf(done));
    }

    private void workerIsBusyWith(int first) throws InterruptedException {
        queue.offer(first);
        busy.await();
    }
}
