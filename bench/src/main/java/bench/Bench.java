package bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code bench/run}: measures the packaged application on this machine and prints the tables of docs/benchmarks.md. */
@Command(name = "bench/run", mixinStandardHelpOptions = true, showDefaultValues = true,
    description = "Measures the packaged application on this machine and prints Markdown tables.")
public final class Bench implements Callable<Integer> {

    private static final int BASELINE_REQUESTS = 500_000;

    /** What can be measured; see docs/benchmarks.md. */
    enum Measure {
        /** A backlog drains from order_events to committed rows. */
        LANDING,
        /** The same backlog drained without the product, by a loop as thin as it can be. */
        PLAIN,
        /** The same by a pipeline as it would be written by hand in Node. */
        NODE,
        /** The same by Kafka Connect's JDBC sink. */
        CONNECT,
        /** Signed webhooks at a fixed rate. */
        END_TO_END,
        /** The highest rate that holds. */
        SEARCH,
        /** The landing again with many orders stored. */
        FLATNESS,
        /** A backlog of dealers' orders is decided on and stored. */
        DECISIONS,
        /** The same, all of one dealer. */
        ONE_DEALER,
        /** Questions for credit at a fixed rate, with the cache and without. */
        CREDIT_CHECK,
        /** Payments at a fixed rate, each of which releases an order. */
        UNLOCK,
        /** What VNPay and MoMo tell of payments, at a fixed rate. */
        IPN,
        /** A day's orders, payments and postings held against each other while webhooks arrive. */
        RECONCILE,
        /** Postings to an ERP that takes its time. */
        OUTBOX,
        /** Lists of orders among many. */
        PAGES,
        /** Browsers that listen while orders change. */
        LISTENERS
    }

    @Parameters(arity = "0..*", description = "What to measure: ${COMPLETION-CANDIDATES}. All when none is named.")
    private Set<Measure> measures = EnumSet.allOf(Measure.class);

    @Option(names = "--events", description = "Messages in the backlog of LANDING, PLAIN, NODE, CONNECT and FLATNESS.", defaultValue = "1000000")
    private int events;

    @Option(names = "--rate", description = "Webhooks a second of END_TO_END.", defaultValue = "12000")
    private int rate;

    @Option(names = "--seconds", description = "Seconds of END_TO_END.", defaultValue = "60")
    private int seconds;

    @Option(names = "--warmup-seconds", description = "Seconds of webhooks at half the rate, and then at the rate, before END_TO_END and SEARCH; not counted.", defaultValue = "20")
    private int warmupSeconds;

    @Option(names = "--search", description = "Rates that SEARCH tries, lowest first, until one does not hold.", split = ",",
        defaultValue = "12000,14000,16000,18000,20000,22000,24000")
    private List<Integer> searchRates;

    @Option(names = "--search-seconds", description = "Seconds that each of them has to hold.", defaultValue = "30")
    private int searchSeconds;

    @Option(names = "--search-freshness-ms", description = "A rate holds when 99 percent of its events are stored within this time.", defaultValue = "5000")
    private int searchFreshnessMillis;

    @Option(names = "--search-ingest-ms", description = "A rate holds when 99 percent of its requests are answered within this time.", defaultValue = "500")
    private int searchIngestMillis;

    @Option(names = "--stored", description = "Orders stored before FLATNESS drains its backlog; about 1 GB of disk a million.", defaultValue = "10000000")
    private int stored;

    @Option(names = "--dealers", description = "Dealers of DECISIONS and CREDIT_CHECK, drawn by Zipf's law.", defaultValue = "100000")
    private int dealers;

    @Option(names = "--dealer-orders", description = "Orders in the backlog of DECISIONS and ONE_DEALER.", defaultValue = "600000")
    private int dealerOrders;

    @Option(names = "--checks", description = "Questions a second of CREDIT_CHECK with the cache.", defaultValue = "15000")
    private int checks;

    @Option(names = "--checks-uncached", description = "Questions a second of CREDIT_CHECK without it.", defaultValue = "5000")
    private int checksUncached;

    @Option(names = "--payments", description = "Payments a second of UNLOCK.", defaultValue = "500")
    private int payments;

    @Option(names = "--credit-seconds", description = "Seconds of CREDIT_CHECK, each time, and of UNLOCK.", defaultValue = "30")
    private int creditSeconds;

    @Option(names = "--ipns", description = "IPNs a second of IPN.", defaultValue = "3000")
    private int ipns;

    @Option(names = "--ipn-seconds", description = "Seconds of IPN.", defaultValue = "30")
    private int ipnSeconds;

    @Option(names = "--reconcile-orders", description = "Orders, and as many payments, of the day of RECONCILE.", defaultValue = "1000000")
    private int reconcileOrders;

    @Option(names = "--reconcile-rate", description = "Webhooks a second meanwhile.", defaultValue = "2000")
    private int reconcileRate;

    @Option(names = "--reconcile-seconds", description = "For so long; longer than the reconciliation takes.", defaultValue = "90")
    private int reconcileSeconds;

    @Option(names = "--postings", description = "Postings of OUTBOX, three an order.", defaultValue = "60000")
    private int postings;

    @Option(names = "--erp-call-ms", description = "How long the ERP of OUTBOX takes for a call.", defaultValue = "20")
    private int erpCallMillis;

    @Option(names = "--erp-down-seconds", description = "How long the ERP of OUTBOX refuses connections before it takes the backlog.", defaultValue = "0")
    private int erpDownSeconds;

    @Option(names = "--listed", description = "Orders stored before PAGES.", defaultValue = "10000000")
    private int listed;

    @Option(names = "--pages-of-each", description = "How often PAGES asks for each kind of list.", defaultValue = "200")
    private int pagesOfEach;

    @Option(names = "--pages", description = "Common pages a second of PAGES.", defaultValue = "1000")
    private int pages;

    @Option(names = "--pages-seconds", description = "Seconds of them.", defaultValue = "30")
    private int pagesSeconds;

    @Option(names = "--listeners", description = "Browsers of LISTENERS.", defaultValue = "1000")
    private int listeners;

    @Option(names = "--changes", description = "Webhooks a second of LISTENERS.", defaultValue = "2000")
    private int changes;

    @Option(names = "--listen-seconds", description = "Seconds of LISTENERS.", defaultValue = "60")
    private int listenSeconds;

    @Option(names = "--seed", description = "Of the traffic.", defaultValue = "1")
    private long seed;

    @Option(names = "--jar", description = "The packaged application.", defaultValue = "target/quarkus-app/quarkus-run.jar")
    private Path jar;

    @Option(names = "--directory", description = "Where its servers keep their data for the time; a temporary one when not given. Kept with --keep.")
    private Path directory;

    @Option(names = "--keep", description = "Keep the directory: logs, recordings, data.")
    private boolean keep;

    @Option(names = "--jvm-option", description = "Given to the application's JVM beside those of jvm.options, such as -XX:StartFlightRecording=settings=profile,filename=app.jfr")
    private List<String> jvmOptions = new ArrayList<>();

    private final Report report = new Report(System.out);
    private int series;

    public static void main(String[] arguments) {
        System.exit(new CommandLine(new Bench()).setCaseInsensitiveEnumValuesAllowed(true).execute(arguments));
    }

    @Override
    public Integer call() throws Exception {
        if (!Files.exists(jar)) {
            System.err.println(jar + " is not there: package the application first, mvn -DskipTests package");
            return 2;
        }
        jar = jar.toAbsolutePath();
        directory = directory == null ? Files.createTempDirectory("ordersync-bench") : Files.createDirectories(directory).toAbsolutePath();
        try {
            report.machine();
            boolean good = landing();
            good &= endToEnd();
            good &= credit();
            good &= payments();
            good &= reconcile();
            good &= outbox();
            good &= pages();
            good &= listeners();
            return good ? 0 : 1;
        } finally {
            if (!keep) {
                delete(directory);
            }
        }
    }

    /** LANDING and FLATNESS; PLAIN, NODE and CONNECT with the first one's traffic. */
    private boolean landing() throws Exception {
        List<Landing> landings = new ArrayList<>();
        LazadaTraffic traffic = traffic(events);
        if (measures.contains(Measure.LANDING) || measures.contains(Measure.FLATNESS)) {
            landings.add(land("landing", Drain.ORDERSYNC, traffic, 0));
        }
        if (measures.contains(Measure.FLATNESS)) {
            landings.add(land("flatness", Drain.ORDERSYNC, traffic(events), stored));
        }
        if (!landings.isEmpty()) {
            report.landing(landings);
            report.fill(landings.get(0));
        }
        if (landings.size() == 2) {
            report.flatness(landings.get(0), landings.get(1));
        }
        boolean complete = landings.stream().allMatch(Landing::complete);
        for (Drain other : List.of(Drain.PLAIN, Drain.NODE, Drain.CONNECT)) {
            if (measures.contains(Measure.valueOf(other.name()))) {
                Landing run = land(other.name().toLowerCase(Locale.ROOT), other, traffic, 0);
                report.beside(run, landings.stream().findFirst());
                complete &= run.complete();
            }
        }
        return complete;
    }

    private Landing land(String name, Drain drain, LazadaTraffic traffic, int storedOrders) throws Exception {
        Path data = directory.resolve(name);
        Landing landing = Landing.measure(drain, jar, data, jvmOptions, traffic, storedOrders);
        if (!keep) {
            delete(data);
        }
        return landing;
    }

    /** END_TO_END and SEARCH, one after the other on the same application. */
    private boolean endToEnd() throws Exception {
        if (!measures.contains(Measure.END_TO_END) && !measures.contains(Measure.SEARCH)) {
            return true;
        }
        try (Application application = new Application(jar, directory.resolve("end-to-end"), jvmOptions)) {
            application.start(Application.ALL_ROLES);
            application.trackCommits();
            application.stop();
            application.start(Application.ALL_ROLES);
            for (int warmup : warmupSeconds > 0 ? List.of(rate / 2, rate) : List.<Integer>of()) {
                EndToEnd.measure(application, webhooks(warmup * warmupSeconds), warmup, warmupSeconds);
            }
            boolean good = true;
            if (measures.contains(Measure.END_TO_END)) {
                LazadaTraffic traffic = webhooks(rate * seconds);
                EndToEnd run = EndToEnd.measure(application, traffic, rate, seconds);
                report.endToEnd(List.of(run));
                good = run.allTaken(traffic);
            }
            if (measures.contains(Measure.SEARCH)) {
                List<EndToEnd> runs = search(application);
                report.endToEnd(runs);
                good &= runs.stream().allMatch(EndToEnd::nothingLost);
            }
            try (SignedRequests requests = SignedRequests.notFound(BASELINE_REQUESTS)) {
                report.baseline(OpenLoop.run(requests, Double.POSITIVE_INFINITY, application.httpPort()).perSecond());
            }
            return good;
        }
    }

    /** DECISIONS, ONE_DEALER, CREDIT_CHECK and UNLOCK, each over data of its own. */
    private boolean credit() throws Exception {
        List<Decisions> decisions = new ArrayList<>();
        if (measures.contains(Measure.DECISIONS)) {
            decisions.add(Decisions.measure(jar, directory.resolve("decisions"), jvmOptions, orders(dealers, dealerOrders), dealers));
        }
        if (measures.contains(Measure.ONE_DEALER)) {
            decisions.add(Decisions.measure(jar, directory.resolve("one-dealer"), jvmOptions, orders(1, dealerOrders), 1));
        }
        if (!decisions.isEmpty()) {
            report.decisions(decisions);
        }
        boolean good = decisions.stream().allMatch(run -> run.complete() && run.broken() == 0);
        if (measures.contains(Measure.CREDIT_CHECK)) {
            List<CreditCheck> runs = List.of(check("memory", checks), check("off", checksUncached));
            report.creditChecks(runs);
            good &= runs.stream().allMatch(CreditCheck::allAnswered);
        }
        if (measures.contains(Measure.UNLOCK)) {
            Unlock run = Unlock.measure(jar, directory.resolve("unlock"), jvmOptions, payments, creditSeconds);
            report.unlock(run);
            good &= run.released() == run.payments() && run.broken() == 0;
        }
        return good;
    }

    /** IPN. */
    private boolean payments() throws Exception {
        if (!measures.contains(Measure.IPN)) {
            return true;
        }
        List<String> options = new ArrayList<>(jvmOptions);
        options.addAll(IpnTraffic.OPTIONS);
        try (Application application = new Application(jar, directory.resolve("ipn"), options)) {
            application.start(Application.ALL_ROLES);
            for (int warmup : warmupSeconds > 0 ? List.of(ipns / 2, ipns) : List.<Integer>of()) {
                Ipn.measure(application, new IpnTraffic("W" + ++series + "-", warmup * warmupSeconds), warmup, warmupSeconds);
            }
            Ipn run = Ipn.measure(application, new IpnTraffic("P" + ++series + "-", ipns * ipnSeconds), ipns, ipnSeconds);
            report.ipns(run);
            try (SignedRequests requests = SignedRequests.notFound(BASELINE_REQUESTS)) {
                report.baseline(OpenLoop.run(requests, Double.POSITIVE_INFINITY, application.httpPort()).perSecond());
            }
            return run.allOnce();
        }
    }

    /** RECONCILE. */
    private boolean reconcile() throws Exception {
        if (!measures.contains(Measure.RECONCILE)) {
            return true;
        }
        Reconcile run = Reconcile.measure(jar, directory.resolve("reconcile"), jvmOptions, reconcileOrders, reconcileRate, reconcileSeconds, warmupSeconds,
            this::webhooks);
        report.reconcile(run);
        return run.asSeeded() && run.holdsNothingBack() && run.duringTraffic() && run.traffic().nothingLost();
    }

    /** OUTBOX. */
    private boolean outbox() throws Exception {
        if (!measures.contains(Measure.OUTBOX)) {
            return true;
        }
        Outbox run = Outbox.measure(jar, directory.resolve("outbox"), jvmOptions, postings, erpCallMillis, erpDownSeconds);
        report.outbox(run);
        return run.isRight();
    }

    /** PAGES. */
    private boolean pages() throws Exception {
        if (!measures.contains(Measure.PAGES)) {
            return true;
        }
        Pages run = Pages.measure(jar, directory.resolve("pages"), jvmOptions, listed, pagesOfEach, pages, pagesSeconds, warmupSeconds);
        report.pages(run);
        return run.isRight();
    }

    /** LISTENERS. */
    private boolean listeners() throws Exception {
        if (!measures.contains(Measure.LISTENERS)) {
            return true;
        }
        try (Application application = new Application(jar, directory.resolve("listeners"), jvmOptions)) {
            application.start(Application.ALL_ROLES);
            application.trackCommits();
            application.stop();
            application.start(Application.ALL_ROLES);
            Listeners run = Listeners.measure(application, listeners, webhooks(changes * Math.max(1, warmupSeconds)), webhooks(changes * listenSeconds),
                changes, listenSeconds);
            report.listeners(run);
            return run.isRight();
        }
    }

    private CreditCheck check(String cache, int perSecond) throws Exception {
        List<String> options = new ArrayList<>(jvmOptions);
        options.add("-Dordersync.credit.cache.kind=" + cache);
        // One client asks for all; what is measured is the answer, not the refusal.
        options.add("-Dordersync.credit.requests-per-second=1000000");
        try (Application application = new Application(jar, directory.resolve("credit-check-" + cache), options)) {
            application.start(Application.ALL_ROLES);
            try (Connection connection = application.database()) {
                DealerTraffic.insertDealers(connection, dealers);
            }
            for (int warmup : warmupSeconds > 0 ? List.of(perSecond / 2, perSecond) : List.<Integer>of()) {
                CreditCheck.measure(application, cache, orders(dealers, warmup * warmupSeconds), warmup, warmupSeconds);
            }
            CreditCheck run = CreditCheck.measure(application, cache, orders(dealers, perSecond * creditSeconds), perSecond, creditSeconds);
            try (SignedRequests requests = SignedRequests.notFound(BASELINE_REQUESTS)) {
                report.baseline(OpenLoop.run(requests, Double.POSITIVE_INFINITY, application.httpPort()).perSecond());
            }
            return run;
        }
    }

    private DealerTraffic orders(int ofDealers, int count) {
        return new DealerTraffic(seed, ofDealers, count, Instant.now().minusSeconds(3600));
    }

    private List<EndToEnd> search(Application application) throws Exception {
        List<EndToEnd> runs = new ArrayList<>();
        for (int perSecond : searchRates) {
            LazadaTraffic traffic = webhooks(perSecond * searchSeconds);
            EndToEnd run = EndToEnd.measure(application, traffic, perSecond, searchSeconds);
            runs.add(run);
            if (!run.allTaken(traffic) || run.freshness().p99Millis() > searchFreshnessMillis
                || run.ingest().millisAt(99) > searchIngestMillis) {
                break;
            }
        }
        return runs;
    }

    /** With what a broker in between does to messages: 1% of them twice, 1% late. */
    private LazadaTraffic traffic(int count) {
        return traffic(count, 1);
    }

    /**
     * Without repeated ones, so that each row's commit is that of the delivery it is measured from: a platform repeats
     * what was not acknowledged, and not within a minute.
     */
    private LazadaTraffic webhooks(int count) {
        return traffic(count, 0);
    }

    private LazadaTraffic traffic(int count, int duplicate) {
        Instant lastMonth = LocalDate.now(ZoneOffset.UTC).withDayOfMonth(1).minusMonths(1).atStartOfDay(ZoneOffset.UTC).toInstant();
        return new LazadaTraffic(seed, ++series, count, duplicate, 1, lastMonth, Instant.now());
    }

    private static void delete(Path directory) throws java.io.IOException {
        try (Stream<Path> paths = Files.walk(directory)) {
            for (Path path : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(path);
            }
        }
    }
}
