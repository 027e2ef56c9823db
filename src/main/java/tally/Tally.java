package tally;

import database.Sql;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;

/**
 * Counts of all processes together, hour by hour: noted in memory as things happen, added to the table {@code tally} every few
 * seconds, so that a count costs a message nothing. A process that is killed takes what it has not written yet with it: a
 * figure for people, not for books.
 */
@ApplicationScoped
public class Tally {

    /** What is counted. The name stands in the table. */
    public enum Kind {
        /** Messages taken in of a channel, by source. */
        RECEIVED,
        /** Webhooks refused of a channel, by reason. */
        REJECTED,
        /** Polls of a channel: {@code done} or {@code failed}. */
        POLLED,
        /** Changes of a channel that a poll found and no webhook had told. */
        MISSED,
        /** Messages stored of a platform. */
        STORED,
        /** Messages of no channel in particular, by how long they took from received to stored: a place of {@link Latencies}. */
        FRESHNESS
    }

    /** Different counts between two writes; there are a dozen for each channel, and the channels are ours. */
    private static final int MAX_KEYS = 10_000;
    private static final String WRITE = """
        insert into tally (hour, kind, channel, word, count)
        select date_trunc('hour', now(), 'UTC'), kind, channel, word, count::bigint
          from unnest(?, ?, ?, ?) as t (kind, channel, word, count)
        on conflict (hour, kind, channel, word) do update set count = tally.count + excluded.count""";

    private final Map<Key, LongAdder> counts = new ConcurrentHashMap<>();
    private final Sql database;

    private record Key(Kind kind, String channel, String word) { }

    public Tally(Sql database) {
        this.database = database;
    }

    public void add(Kind kind, String channel, String word, long count) {
        Key key = new Key(kind, channel, word);
        LongAdder adder = counts.get(key);
        if (adder == null && counts.size() < MAX_KEYS) {
            adder = counts.computeIfAbsent(key, first -> new LongAdder());
        }
        if (adder != null) {
            adder.add(count);
        }
    }

    /** Writes what was counted since the last time; what PostgreSQL does not take is kept for the next. */
    public void write() {
        // In one order: two processes that write the same rows wait for each other, and never in a circle.
        List<Map.Entry<Key, LongAdder>> keys = new ArrayList<>(counts.entrySet());
        keys.sort(Comparator.comparing((Map.Entry<Key, LongAdder> entry) -> entry.getKey().kind)
            .thenComparing(entry -> entry.getKey().channel).thenComparing(entry -> entry.getKey().word));
        List<Key> counted = new ArrayList<>();
        List<Long> sums = new ArrayList<>();
        for (Map.Entry<Key, LongAdder> entry : keys) {
            long sum = entry.getValue().sumThenReset();
            if (sum != 0) {
                counted.add(entry.getKey());
                sums.add(sum);
            }
        }
        if (counted.isEmpty()) {
            return;
        }
        try {
            database.update(WRITE, counted.stream().map(key -> key.kind.name()).toArray(String[]::new),
                counted.stream().map(Key::channel).toArray(String[]::new), counted.stream().map(Key::word).toArray(String[]::new),
                sums.stream().map(String::valueOf).toArray(String[]::new));
        } catch (RuntimeException e) {
            for (int i = 0; i < sums.size(); i++) {
                add(counted.get(i).kind, counted.get(i).channel, counted.get(i).word, sums.get(i));
            }
            throw e;
        }
    }

    /** Deletes what is older than so many days. */
    public int expire(int keepDays) {
        return database.update("delete from tally where hour < now() - make_interval(days => ?)", keepDays);
    }
}
