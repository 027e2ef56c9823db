package demo;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.jboss.logging.Logger;
import tally.Tally;
import topics.Lag;
import webhook.LastWebhooks;

/**
 * Deletes what the demo made, round by round beside whatever else goes on: what is under way when the traffic ends is stored soon
 * after, and rows that somebody holds are passed over, so it is done when nothing was there to delete several times in a row.
 */
@ApplicationScoped
class Clearing {

    private static final Logger LOG = Logger.getLogger(Clearing.class);
    private static final Duration ROUND_EVERY = Duration.ofSeconds(1);
    private static final int IDLE_ROUNDS = 4;
    private static final int MAX_ROUNDS = 300;
    /** Other traffic may keep Kafka busy for ever; after so many rounds it is no reason to wait. */
    private static final int MAX_ROUNDS_FOR_KAFKA = 30;

    private final DemoTables tables;
    private final DemoFiles files;
    private final Tally tally;
    private final LastWebhooks lastWebhooks;
    private final Lag lag;

    Clearing(DemoTables tables, DemoFiles files, Tally tally, LastWebhooks lastWebhooks, Lag lag) {
        this.tables = tables;
        this.files = files;
        this.tally = tally;
        this.lastWebhooks = lastWebhooks;
        this.lag = lag;
    }

    /** To be called where nothing makes demo data any more; returns when all of it is gone, or when it cannot be had. */
    void run() throws InterruptedException {
        Map<String, Integer> deleted = new LinkedHashMap<>();
        boolean isGone = false;
        int idle = 0;
        for (int round = 1; round <= MAX_ROUNDS && !isGone; round++) {
            try {
                idle = isIdle(deleted, round) ? idle + 1 : 0;
                isGone = idle >= IDLE_ROUNDS && tables.restartIds();
            } catch (IllegalStateException postgresqlIsAway) {
                idle = 0;
                LOG.warnf("The demo data is not cleared yet, which is tried again: %s", postgresqlIsAway.getMessage());
            }
            Thread.sleep(ROUND_EVERY.toMillis());
        }
        tables.endClearing(isGone);
        if (isGone) {
            LOG.infof("The demo data is cleared: %d rows", deleted.values().stream().mapToInt(Integer::intValue).sum());
        } else {
            LOG.warn("Some demo data is left: something holds it, or goes on writing it. DELETE /demo tries again");
        }
    }

    /** A round; whether nothing was there to be deleted, and nothing is on its way. */
    private boolean isIdle(Map<String, Integer> deleted, int round) throws InterruptedException {
        DemoTables.Cleared cleared = tables.clear();
        files.deletePostings(cleared.files());
        files.deleteReports(cleared.days());
        cleared.rows().forEach((table, rows) -> deleted.merge(table, rows, Integer::sum));
        tables.cleared(deleted);
        if (!cleared.rows().isEmpty() || tables.isLeft() || isUnderWay() && round <= MAX_ROUNDS_FOR_KAFKA) {
            return false;
        }
        // What this process has counted and not written yet would be there again.
        tally.write();
        lastWebhooks.write();
        tables.clearCounts();
        return true;
    }

    private boolean isUnderWay() throws InterruptedException {
        try {
            lag.measure();
            return lag.last().stream().anyMatch(behind -> behind.records() > 0);
        } catch (ExecutionException kafkaIsAway) {
            return true;
        }
    }
}
