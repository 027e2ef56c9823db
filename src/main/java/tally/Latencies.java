package tally;

import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

/** Times from received to stored, counted in steps of a quarter of an octave: a percentile of them is within a tenth of the truth. */
public final class Latencies {

    private static final int STEPS_PER_OCTAVE = 4;
    /** Half a day and more. */
    private static final int MAX_STEP = 104;

    private final TreeMap<Integer, Long> counts = new TreeMap<>();

    /** The step of a time; its text is the word of {@link Tally.Kind#FRESHNESS}. */
    public static int step(Duration time) {
        long ms = Math.max(1, time.toMillis());
        return Math.min(MAX_STEP, (int) Math.round(STEPS_PER_OCTAVE * Math.log(ms) / Math.log(2)));
    }

    /** @param counts how many there are of each step */
    public Latencies(Map<Integer, Long> counts) {
        this.counts.putAll(counts);
    }

    /**
     * The time that this share of the messages did not exceed.
     *
     * @param share such as 0.99
     * @return milliseconds; null: nothing was counted
     */
    public Long percentile(double share) {
        long all = counts.values().stream().mapToLong(Long::longValue).sum();
        long seen = 0;
        for (Map.Entry<Integer, Long> step : counts.entrySet()) {
            seen += step.getValue();
            if (seen >= share * all) {
                return Math.round(Math.pow(2, (double) step.getKey() / STEPS_PER_OCTAVE));
            }
        }
        return null;
    }
}
