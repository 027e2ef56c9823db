package bench;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** Prints what was measured as Markdown, each table as soon as it is known, to be laid into docs/benchmarks.md. */
final class Report {

    private final PrintStream out;

    Report(PrintStream out) {
        this.out = out;
    }

    void machine() throws IOException {
        table(List.of("date (UTC)", "cores", "processor", "memory", "Java", "system"), List.of(List.of(
            Instant.now().truncatedTo(ChronoUnit.MINUTES).toString(),
            Integer.toString(Runtime.getRuntime().availableProcessors()),
            line("/proc/cpuinfo", "model name"), gibibytes(line("/proc/meminfo", "MemTotal")),
            System.getProperty("java.version"), System.getProperty("os.name") + " " + System.getProperty("os.version"))));
    }

    void landing(List<Landing> landings) {
        table(List.of("backlog", "orders stored before", "events/s", "events/s of the second half", "s", "s from ready", "CPU s application", "CPU s PostgreSQL",
                "peak memory MiB", "peak heap MiB", "rows of events", "wrong orders", "wrong lines", "dead letters", "all as told"),
            landings.stream().map(landing -> List.of(number(landing.events()), number(landing.stored()), number(landing.eventsPerSecond()),
                number(landing.warmEventsPerSecond()),
                decimal(landing.seconds()), decimal(landing.restSeconds()), decimal(landing.use().applicationSeconds()),
                decimal(landing.use().postgresSeconds()), number(landing.use().peakMiB()), number(landing.heapMiB()),
                number(landing.truth().events()), number(landing.truth().wrongOrders()), number(landing.truth().wrongLines()),
                number(landing.truth().deadLetters()), yes(landing.complete()))).toList());
    }

    /** @param ordersync of the same backlog */
    void beside(Landing other, Optional<Landing> ordersync) {
        table(List.of("drained by", "backlog", "events/s", "events/s of the second half", "s", "s from ready", "CPU s application", "CPU s PostgreSQL",
                "peak memory MiB", "peak heap MiB", "bare producer", "rows of events", "wrong orders", "all as told"),
            Stream.concat(ordersync.stream(), Stream.of(other)).map(landing -> List.of(landing.drain().title, number(landing.events()),
                number(landing.eventsPerSecond()), number(landing.warmEventsPerSecond()), decimal(landing.seconds()), decimal(landing.restSeconds()),
                decimal(landing.use().applicationSeconds()), decimal(landing.use().postgresSeconds()), number(landing.use().peakMiB()),
                number(landing.heapMiB()), number(landing.fillRate()), number(landing.truth().events()),
                number(landing.truth().wrongOrders()), yes(landing.complete()))).toList());
        ordersync.ifPresent(ours -> out.printf(Locale.ROOT, "OrderSync's rate is %.2f times that of the %s, and %.2f times that of its second half.%n%n",
            ours.eventsPerSecond() / other.eventsPerSecond(), other.drain().title, ours.warmEventsPerSecond() / other.warmEventsPerSecond()));
    }

    void flatness(Landing empty, Landing stored) {
        out.printf(Locale.ROOT, "Rate with %s orders stored: %.0f%% of the rate with %s.%n%n", number(stored.stored()),
            100 * stored.eventsPerSecond() / empty.eventsPerSecond(), number(empty.stored()));
    }

    void endToEnd(List<EndToEnd> runs) {
        table(List.of("webhooks/s", "s", "answers", "ingest p50 ms", "p99 ms", "max ms", "freshness p50 ms", "p99 ms", "max ms",
                "CPU s application", "CPU s PostgreSQL", "peak memory MiB", "peak heap MiB", "lost", "dead letters"),
            runs.stream().map(run -> List.of(number(run.perSecond()), number(run.seconds()), run.ingest().statuses().toString(),
                decimal(run.ingest().millisAt(50)), decimal(run.ingest().millisAt(99)), decimal(run.ingest().millisAt(100)),
                decimal(run.freshness().p50Millis()), decimal(run.freshness().p99Millis()), decimal(run.freshness().maxMillis()),
                decimal(run.use().applicationSeconds()), decimal(run.use().postgresSeconds()), number(run.use().peakMiB()),
                number(run.heapMiB()), number(run.truth().lost()), number(run.truth().deadLetters()))).toList());
    }

    void decisions(List<Decisions> runs) {
        table(List.of("orders", "dealers", "decisions/s", "of the second half", "s", "accepted", "locked", "CPU s application", "CPU s PostgreSQL",
                "peak heap MiB", "broken promises", "all decided once"),
            runs.stream().map(run -> List.of(number(run.orders()), number(run.dealers()), number(run.perSecond()), number(run.warmPerSecond()),
                decimal(run.seconds()), number(run.accepted()), number(run.locked()), decimal(run.use().applicationSeconds()),
                decimal(run.use().postgresSeconds()), number(run.heapMiB()), number(run.broken()), yes(run.complete()))).toList());
    }

    void creditChecks(List<CreditCheck> runs) {
        table(List.of("cache", "checks/s", "s", "answers", "p50 ms", "p99 ms", "max ms", "CPU s application", "CPU s PostgreSQL"),
            runs.stream().map(run -> List.of(run.cache(), number(run.perSecond()), number(run.seconds()), run.answers().statuses().toString(),
                decimal(run.answers().millisAt(50)), decimal(run.answers().millisAt(99)), decimal(run.answers().millisAt(100)),
                decimal(run.use().applicationSeconds()), decimal(run.use().postgresSeconds()))).toList());
    }

    void ipns(Ipn run) {
        table(List.of("IPNs/s", "s", "answers", "p50 ms", "p99 ms", "max ms", "CPU s application", "CPU s PostgreSQL", "payments", "announced", "postings",
                "each once"),
            List.of(List.of(number(run.perSecond()), number(run.seconds()), run.answers().statuses().toString(), decimal(run.answers().millisAt(50)),
                decimal(run.answers().millisAt(99)), decimal(run.answers().millisAt(100)), decimal(run.use().applicationSeconds()),
                decimal(run.use().postgresSeconds()), number(run.rows()), number(run.captured()), number(run.postings()), yes(run.allOnce()))));
    }

    void unlock(Unlock run) {
        table(List.of("payments/s", "s", "released", "of", "settled to released p50 ms", "p95 ms", "p99 ms", "max ms", "CPU s application",
                "CPU s PostgreSQL", "broken promises"),
            List.of(List.of(number(run.perSecond()), number(run.seconds()), number(run.released()), number(run.payments()),
                decimal(run.p50Millis()), decimal(run.p95Millis()), decimal(run.p99Millis()), decimal(run.maxMillis()),
                decimal(run.use().applicationSeconds()), decimal(run.use().postgresSeconds()), number(run.broken()))));
    }

    void reconcile(Reconcile run) {
        table(List.of("orders", "s", "items", "as seeded", "longest transaction s", "webhooks/s meanwhile", "all the time", "freshness p50 ms", "p99 ms", "max ms",
                "peak heap MiB", "CPU s application", "CPU s PostgreSQL", "lost"),
            List.of(List.of(number(run.orders()), decimal(run.seconds()), number(run.items().values().stream().mapToLong(count -> count).sum()),
                yes(run.asSeeded()), decimal(run.longestTransactionSeconds()), number(run.traffic().perSecond()), yes(run.duringTraffic()), decimal(run.traffic().freshness().p50Millis()),
                decimal(run.traffic().freshness().p99Millis()), decimal(run.traffic().freshness().maxMillis()), number(run.traffic().heapMiB()),
                decimal(run.traffic().use().applicationSeconds()), decimal(run.traffic().use().postgresSeconds()),
                number(run.traffic().truth().lost()))));
        if (!run.asSeeded()) {
            out.printf("Found %s, seeded %s.%n%n", run.items(), run.seeded());
        }
    }

    void outbox(Outbox run) {
        table(List.of("postings", "ms a call", "ERP down s", "confirmed", "postings/s", "s", "lost", "booked twice", "out of order", "CPU s application",
                "CPU s PostgreSQL", "each booked once, in order"),
            List.of(List.of(number(run.postings()), number(run.callMillis()), number(run.downSeconds()), number(run.confirmed()), number(run.perSecond()),
                decimal(run.seconds()), number(run.lost()), number(run.twice()), number(run.outOfOrder()), decimal(run.use().applicationSeconds()),
                decimal(run.use().postgresSeconds()), yes(run.isRight()))));
    }

    void baseline(double notFoundPerSecond) {
        out.printf("The limit beside it, in the same run: the application's HTTP server answers 404 to %s requests/s.%n%n",
            number(notFoundPerSecond));
    }

    void fill(Landing landing) {
        out.printf("The limit beside it, in the same run: a bare producer puts %s of these records/s on order_events (acks=all).%n%n",
            number(landing.fillRate()));
    }

    private void table(List<String> head, List<List<String>> rows) {
        row(head);
        row(head.stream().map(name -> "---").toList());
        rows.forEach(this::row);
        out.println();
    }

    private void row(List<String> cells) {
        out.println("| " + String.join(" | ", cells) + " |");
    }

    void pages(Pages run) {
        table(List.of("list", "orders on it", "p50 ms", "p95 ms", "max ms", "refused"), run.kinds().stream().map(kind -> List.of(kind.name(), decimal(kind.orders()),
            decimal(kind.millis().getValueAtPercentile(50) / 1e3), decimal(kind.millis().getValueAtPercentile(95) / 1e3),
            decimal(kind.millis().getMaxValue() / 1e3), number(kind.refused()))).toList());
        table(List.of("orders stored", "common pages/s", "answers", "p50 ms", "p95 ms", "p99 ms", "max ms", "CPU s application", "CPU s PostgreSQL", "peak heap MiB"),
            List.of(List.of(number(run.stored()), number(run.perSecond()), run.answers().statuses().toString(), decimal(run.answers().millisAt(50)),
                decimal(run.answers().millisAt(95)), decimal(run.answers().millisAt(99)), decimal(run.answers().millisAt(100)),
                decimal(run.use().applicationSeconds()), decimal(run.use().postgresSeconds()), number(run.heapMiB()))));
    }

    void listeners(Listeners run) {
        table(List.of("listeners", "webhooks/s", "commit to event p50 ms", "p95 ms", "p99 ms", "max ms", "unheard", "summed up", "lost listeners", "slow one dropped",
                "MiB/s sent", "freshness p99 ms", "CPU s application", "CPU s PostgreSQL", "peak heap MiB"),
            List.of(List.of(number(run.listeners()), number(run.perSecond()), decimal(run.delay().getValueAtPercentile(50) / 1e3),
                decimal(run.delay().getValueAtPercentile(95) / 1e3), decimal(run.delay().getValueAtPercentile(99) / 1e3),
                decimal(run.delay().getMaxValue() / 1e3), number(run.unheard()), number(run.summed()), number(run.lost()), yes(run.slowDropped()),
                decimal(run.mibPerSecond()), decimal(run.traffic().freshness().p99Millis()), decimal(run.traffic().use().applicationSeconds()),
                decimal(run.traffic().use().postgresSeconds()), number(run.traffic().heapMiB()))));
    }

    private static String number(double value) {
        return String.format(Locale.ROOT, "%,.0f", value);
    }

    private static String decimal(double value) {
        return String.format(Locale.ROOT, "%,.1f", value);
    }

    private static String yes(boolean value) {
        return value ? "yes" : "**no**";
    }

    private static String gibibytes(String kilobytes) {
        return Math.round(Long.parseLong(kilobytes.replaceAll("\\D", "")) / 1024.0 / 1024) + " GiB";
    }

    private static String line(String file, String name) throws IOException {
        return Files.readAllLines(Path.of(file)).stream().filter(line -> line.startsWith(name)).findFirst()
            .map(line -> line.substring(line.indexOf(':') + 1).strip()).orElse("unknown");
    }
}
