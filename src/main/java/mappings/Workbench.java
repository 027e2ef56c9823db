package mappings;

import channels.RawMessage;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code mappings test|run|lint}: what an engineer asks of {@code mappings/}, without Quarkus, Kafka or PostgreSQL. */
@Command(name = "mappings", description = "Try the channels' mappings, without Kafka or PostgreSQL.",
    synopsisSubcommandLabel = "(test | run | lint)", subcommands = {Workbench.Test.class, Workbench.Run.class, Workbench.LintCommand.class})
public final class Workbench {

    static final int OK = 0;
    static final int WRONG = 1;
    static final int USAGE = 2;

    @Option(names = "--dir", paramLabel = "DIRECTORY", scope = CommandLine.ScopeType.INHERIT,
        description = "Directory of the channels' folders; else what the application itself would use.")
    private Path dir;

    @Option(names = {"-h", "--help"}, usageHelp = true, scope = CommandLine.ScopeType.INHERIT, description = "This help.")
    private boolean help;

    @Spec
    private CommandSpec spec;

    private final PrintStream out;
    private final InputStream in;

    private Workbench(InputStream in, PrintStream out) {
        this.in = in;
        this.out = out;
    }

    /**
     * Runs a command of the workbench, or says what commands there are.
     *
     * @param args {@code mappings test [channel]}, {@code mappings run <channel>} or {@code mappings lint}
     * @return the process's exit status: 0 all is well, 1 something differs or is wrong, 2 the command is not understood
     */
    public static int run(String... args) {
        // Whatever the locale: the cases and what they print are UTF-8.
        return run(System.in, new PrintStream(System.out, true, StandardCharsets.UTF_8), args);
    }

    static int run(InputStream in, PrintStream out, String... args) {
        // The logging library of the application complains on stderr if it is not told in time that it is in charge.
        System.setProperty("java.util.logging.manager", "org.jboss.logmanager.LogManager");
        CommandLine application = new CommandLine(new Application()).addSubcommand(new Workbench(in, out));
        application.setOut(new PrintWriter(out, true));
        application.setErr(new PrintWriter(out, true));
        application.setExecutionExceptionHandler((failure, commandLine, parsed) -> {
            if (failure instanceof BrokenMappings broken) {
                out.println(broken.getMessage());
                return WRONG;
            }
            throw failure;
        });
        return application.execute(args);
    }

    /** What there is beside {@code mappings}. */
    @Command(name = "java -jar quarkus-run.jar", description = "Without arguments: starts OrderSync as configured (docs/operate.md).")
    private static final class Application {

        @Option(names = {"-h", "--help"}, usageHelp = true, description = "This help.")
        private boolean help;
    }

    private MappingsDirectory directory() {
        return MappingsDirectory.locate(Optional.ofNullable(dir).map(Path::toString)
            .or(() -> MappingsConfig.ofTheProcess().dir()));
    }

    /** A channel and its cases. */
    private record Bench(CompiledChannel channel, Path folder, String place, List<GoldenCase> cases) { }

    /**
     * The channels and their cases.
     *
     * @param only     the one channel that is asked for; null: all
     * @param unread   gets one fault for each file of a case that is none
     * @param untested gets one for each channel that has no such file
     */
    private List<Bench> benches(String only, List<Fault> unread, List<Fault> untested) {
        MappingsDirectory directory = directory();
        Map<String, CompiledChannel> channels = directory.compile();
        if (only != null) {
            known(channels, only);
        }
        List<Bench> benches = new ArrayList<>();
        for (Path folder : directory.folders()) {
            CompiledChannel channel = channels.get(folder.getFileName().toString().replace("/", ""));
            if (only == null || only.equals(channel.channel().name())) {
                List<Fault> unreadHere = new ArrayList<>();
                List<GoldenCase> cases = GoldenCaseFile.readAll(folder, directory.place(folder), unreadHere);
                if (cases.isEmpty() && unreadHere.isEmpty()) {
                    untested.add(new Fault(directory.place(folder), "the channel has no cases, so nothing of it is tested",
                        "Add one to " + directory.place(folder) + "/" + GoldenCaseFile.FOLDER + "; docs/add-a-channel.md shows one"));
                }
                unread.addAll(unreadHere);
                benches.add(new Bench(channel, folder, directory.place(folder), cases));
            }
        }
        return benches;
    }

    private static String counted(int count, String one) {
        return count + " " + one + (count == 1 ? "" : "s");
    }

    /** Which of its commands was asked for; its usage is what a mistake in it needs. */
    private CommandLine asked() {
        return spec.commandLine().getParseResult().subcommand().commandSpec().commandLine();
    }

    private CompiledChannel known(Map<String, CompiledChannel> channels, String name) {
        CompiledChannel channel = channels.get(name);
        if (channel == null) {
            throw new ParameterException(asked(), "There is no channel " + name + "; there are " + String.join(", ", channels.keySet()) + ".");
        }
        return channel;
    }

    @Command(name = "test", description = "Run the cases of every channel, or of one, and print what differs, field by field.")
    static final class Test implements Callable<Integer> {

        @CommandLine.ParentCommand
        private Workbench workbench;

        @Parameters(arity = "0..1", paramLabel = "CHANNEL", description = "Its cases only.")
        private String only;

        @Override
        public Integer call() {
            List<Fault> unread = new ArrayList<>();
            List<Fault> untested = new ArrayList<>();
            int run = 0;
            int differing = 0;
            for (Bench bench : workbench.benches(only, unread, untested)) {
                int wrong = (int) bench.cases.stream().filter(golden -> differs(golden, bench.channel)).count();
                workbench.out.printf("%-12s %s%s%n", bench.channel.channel().name(), counted(bench.cases.size(), "case"), wrong == 0 ? "" : ", " + wrong + " differ");
                run += bench.cases.size();
                differing += wrong;
            }
            unread.forEach(workbench.out::println);
            untested.forEach(workbench.out::println);
            boolean good = differing == 0 && unread.isEmpty() && untested.isEmpty();
            workbench.out.println(good ? asExpected(run) : summary(run, differing, unread.size(), untested.size()));
            return good ? OK : WRONG;
        }

        private static String asExpected(int run) {
            return run == 1 ? "The one case is as expected." : "All " + run + " cases are as expected.";
        }

        private static String summary(int run, int differing, int unread, int untested) {
            List<String> parts = new ArrayList<>();
            if (run > 0) {
                parts.add(differing + " of " + run + " cases differ");
            }
            if (unread > 0) {
                parts.add(counted(unread, "file") + " of cases could not be read");
            }
            if (untested > 0) {
                parts.add(counted(untested, "channel") + " without cases");
            }
            return String.join("; ", parts) + ".";
        }

        private boolean differs(GoldenCase golden, CompiledChannel channel) {
            Outcome outcome = channel.map(golden.raw());
            List<GoldenCase.Difference> differences = golden.differences(outcome);
            if (!differences.isEmpty()) {
                workbench.out.println(golden.place() + " (" + outcome.mapping() + ")");
                if (golden.expectsOneLike(outcome)) {
                    differences.forEach(difference -> workbench.out.println("    " + difference));
                }
                if (!golden.expectsOneLike(outcome) || outcome instanceof Outcome.Dead) {
                    // Every field would differ, and none of them would say why.
                    workbench.out.println("    expected " + golden.expectation() + ", was: " + told(outcome));
                }
            }
            return !differences.isEmpty();
        }

        private static String told(Outcome outcome) {
            return outcome instanceof Outcome.Canonical canonical ? "a canonical message by " + canonical.mapping() : whyNone(outcome);
        }
    }

    @Command(name = "run", description = "Read one message from standard input; print the canonical message, or why there is none.")
    static final class Run implements Callable<Integer> {

        @CommandLine.ParentCommand
        private Workbench workbench;

        @Parameters(paramLabel = "CHANNEL", description = "Whose message it is.")
        private String name;

        @Option(names = "--source", defaultValue = "webhook", description = "How it came: webhook, poll, backfill or details (default: ${DEFAULT-VALUE}).")
        private String source;

        @Option(names = "--header", paramLabel = "NAME=VALUE", description = "A header of the sender; may be repeated.")
        private Map<String, String> headers = new LinkedHashMap<>();

        @Override
        public Integer call() throws IOException {
            RawMessage.Source how = RawMessage.Source.of(source);
            if (!how.word.equals(source)) {
                throw new ParameterException(workbench.asked(), "There is no source " + source + "; there are webhook, poll, backfill and details.");
            }
            CompiledChannel channel = workbench.known(workbench.directory().compile(), name);
            Map<String, String> sent = new LinkedHashMap<>();
            headers.forEach((header, value) -> sent.put(header.toLowerCase(Locale.ROOT), value));
            // One more than is taken, so that what is too large is told like any other message and never read to its end.
            byte[] body = workbench.in.readNBytes(RawMessage.MAPPED_BYTES_MAX + 1);
            return print(channel.map(new RawMessage(name, channel.key(body), body, sent, Instant.now(), how, null)));
        }

        private int print(Outcome outcome) throws IOException {
            if (outcome instanceof Outcome.Canonical canonical) {
                ObjectMapper json = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
                workbench.out.println(json.writeValueAsString(json.readTree(canonical.json())));
                return OK;
            }
            workbench.out.println(whyNone(outcome));
            return outcome instanceof Outcome.Ignored ? OK : WRONG;
        }
    }

    /** Why a message has no canonical one. */
    private static String whyNone(Outcome outcome) {
        if (outcome instanceof Outcome.Ignored ignored) {
            return "Ignored: " + ignored.why() + ".";
        }
        Outcome.Dead dead = (Outcome.Dead) outcome;
        return "Dead letter " + dead.reason() + ": " + dead.detail() + ". " + dead.remedy() + ".";
    }

    @Command(name = "lint", description = "Find what the cases leave out: a status, mapping or output field without a case; and cases that differ.")
    static final class LintCommand implements Callable<Integer> {

        @CommandLine.ParentCommand
        private Workbench workbench;

        @Override
        public Integer call() {
            List<Fault> findings = new ArrayList<>();
            List<Bench> benches = workbench.benches(null, findings, findings);
            benches.forEach(bench -> findings.addAll(Lint.findings(bench.folder, bench.place, bench.channel, bench.cases)));
            findings.forEach(workbench.out::println);
            workbench.out.println(findings.isEmpty() ? "Nothing found in " + counted(benches.size(), "channel") + "." : counted(findings.size(), "finding") + ".");
            return findings.isEmpty() ? OK : WRONG;
        }
    }
}
