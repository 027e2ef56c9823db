package overview;

import database.Sql;
import jakarta.enterprise.context.ApplicationScoped;
import java.math.BigDecimal;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import orders.Money;
import tally.Latencies;
import tally.Tally;
import topics.Lag;

/** Reads an {@link Overview}: from counts by the hour, never from the orders themselves. */
@ApplicationScoped
class OverviewReads {

    private static final Set<String> WITHOUT_VALUE = Set.of("CANCELLED", "FAILED");
    private static final String UNKNOWN = "UNKNOWN";
    private static final String TALLIED = "select hour, channel, sum(count) as count from tally where kind = ? and hour >= ? group by hour, channel";
    private static final String DEAD = """
        select date_trunc('hour', failed_at, 'UTC') as hour, channel, count(*) as count from dead_letter where failed_at >= ? group by 1, 2""";
    private static final String OPEN = "select count(*) as open from dead_letter where status in ('OPEN', 'REPLAYING')";
    private static final String FRESHNESS = "select word, sum(count) as count from tally where kind = ? and channel = '' and hour >= ? group by word";

    private final OrderHours hours;
    private final Sql database;
    private final Lag lag;

    OverviewReads(OrderHours hours, Sql database, Lag lag) {
        this.hours = hours;
        this.database = database;
        this.lag = lag;
    }

    /** What is summed up of one channel, in one hour or all. */
    private static final class Sum {
        private long orders;
        private long changes;
        private long dead;
        private final Map<String, BigDecimal> value = new TreeMap<>();

        private List<Overview.Value> values() {
            return value.entrySet().stream().map(one -> new Overview.Value(one.getKey(), Money.text(one.getValue(), one.getKey()))).toList();
        }
    }

    private record Cell(Instant hour, String platform) { }

    /** @param asked how many hours, the one under way included */
    Overview of(int asked) throws SQLException {
        Instant now = Instant.now();
        Instant from = now.truncatedTo(ChronoUnit.HOURS).minus(asked - 1L, ChronoUnit.HOURS);
        Map<Cell, Sum> cells = new HashMap<>();
        Map<String, Long> statuses = new TreeMap<>();
        Map<Instant, List<OrderHours.Count>> made = hours.since(from, now);
        made.forEach((hour, counts) -> counts.forEach(count -> add(hour, count, cells, statuses)));
        database.query(TALLIED, row -> cell(cells, Sql.instant(row, "hour"), row.getString("channel")).changes += row.getLong("count"),
            Tally.Kind.STORED.name(), from);
        database.query(DEAD, row -> cell(cells, Sql.instant(row, "hour"), row.getString("channel")).dead += row.getLong("count"), from);
        return overview(now, asked, made.size() == asked, cells, statuses, from);
    }

    private static void add(Instant hour, OrderHours.Count count, Map<Cell, Sum> cells, Map<String, Long> statuses) {
        Sum sum = cell(cells, hour, count.platform());
        sum.orders += count.orders();
        if (!count.currency().isEmpty() && !WITHOUT_VALUE.contains(count.status())) {
            sum.value.merge(count.currency(), count.amount(), BigDecimal::add);
        }
        statuses.merge(count.status().isEmpty() ? UNKNOWN : count.status(), count.orders(), Long::sum);
    }

    private static Sum cell(Map<Cell, Sum> cells, Instant hour, String platform) {
        return cells.computeIfAbsent(new Cell(hour, platform), first -> new Sum());
    }

    private Overview overview(Instant now, int asked, boolean complete, Map<Cell, Sum> cells, Map<String, Long> statuses, Instant from) {
        Map<String, Sum> channels = new TreeMap<>();
        Sum all = new Sum();
        cells.forEach((cell, sum) -> {
            merge(channels.computeIfAbsent(cell.platform, first -> new Sum()), sum);
            merge(all, sum);
        });
        long ended = all.changes + all.dead;
        long open = database.query(OPEN, row -> row.getLong("open")).get(0);
        Overview.Totals totals = new Overview.Totals(all.orders, all.values(), all.changes, open, ended == 0 ? 0 : (double) all.dead / ended);
        return new Overview(now, asked, complete, totals,
            channels.entrySet().stream().map(one -> new Overview.OfChannel(one.getKey(), one.getValue().orders, one.getValue().values(),
                one.getValue().changes, one.getValue().dead)).toList(),
            statuses.entrySet().stream().map(one -> new Overview.OfStatus(one.getKey(), one.getValue())).toList(),
            byHour(cells), lag.last().stream().map(one -> new Overview.Lag(one.group(), one.topic(), one.records())).toList(), freshness(from));
    }

    private static void merge(Sum into, Sum sum) {
        into.orders += sum.orders;
        into.changes += sum.changes;
        into.dead += sum.dead;
        sum.value.forEach((currency, amount) -> into.value.merge(currency, amount, BigDecimal::add));
    }

    private static List<Overview.OfHour> byHour(Map<Cell, Sum> cells) {
        List<Overview.OfHour> hours = new ArrayList<>();
        cells.forEach((cell, sum) -> hours.add(new Overview.OfHour(cell.hour, cell.platform, sum.orders, sum.changes, sum.dead)));
        hours.sort(Comparator.comparing(Overview.OfHour::hour).thenComparing(Overview.OfHour::platform));
        return hours;
    }

    private Overview.Freshness freshness(Instant from) {
        Map<Integer, Long> counts = new HashMap<>();
        database.query(FRESHNESS, row -> counts.put(Integer.valueOf(row.getString("word")), row.getLong("count")), Tally.Kind.FRESHNESS.name(), from);
        Latencies freshness = new Latencies(counts);
        return new Overview.Freshness(freshness.percentile(0.5), freshness.percentile(0.99));
    }
}
