package live;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;

/** How fresh what is stored is: of the last seconds' changes, whichever process stored them. Used by one thread. */
final class Freshness {

    static final Duration WINDOW = Duration.ofSeconds(10);

    private final Deque<Stored> changes = new ArrayDeque<>();

    /** Of a change what is told of it here: the ids of its orders would be all those of a backlog. */
    private record Stored(Instant at, int events, Integer[] ages) { }

    /** The age of one event, that stands for so many. */
    private record Sample(int ageMillis, double weight) { }

    /**
     * Null where nothing was stored of late.
     *
     * @param p50Ms milliseconds from received at the edge to stored, of half the events no more
     * @param rate  events stored a second
     */
    @JsonInclude(JsonInclude.Include.ALWAYS)
    record Told(@JsonProperty("p50_ms") Integer p50Ms, @JsonProperty("p99_ms") Integer p99Ms, @JsonProperty("rate") Long rate) {

        Told withoutRate() {
            return new Told(p50Ms, p99Ms, null);
        }
    }

    void add(List<Change> more) {
        more.forEach(change -> changes.add(new Stored(change.at(), change.events(), change.ages())));
    }

    void forget() {
        changes.clear();
    }

    /** @param now by PostgreSQL's clock, as the changes are */
    Told told(Instant now) {
        while (!changes.isEmpty() && changes.peek().at().isBefore(now.minus(WINDOW))) {
            changes.remove();
        }
        List<Sample> samples = new ArrayList<>();
        long events = 0;
        for (Stored change : changes) {
            events += change.events();
            for (int age : change.ages()) {
                samples.add(new Sample(age, (double) change.events() / change.ages().length));
            }
        }
        samples.sort(Comparator.comparingInt(Sample::ageMillis));
        return new Told(percentile(samples, 0.5), percentile(samples, 0.99), Math.round(events / (double) WINDOW.toSeconds()));
    }

    private static Integer percentile(List<Sample> sorted, double part) {
        double left = part * sorted.stream().mapToDouble(Sample::weight).sum();
        for (Sample sample : sorted) {
            left -= sample.weight;
            if (left <= 0) {
                return sample.ageMillis;
            }
        }
        return sorted.isEmpty() ? null : sorted.get(sorted.size() - 1).ageMillis;
    }
}
