package mappings;

import channels.RawMessage;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
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
        return run(System.in, System.out, args);
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
    @Command(name = "java -jar quarkus-run.jar", description = "Without arguments: starts OrderSync, as its configuration says (docs/operate.md).")
    private static final class Application {

        @Option(names = {"-h", "--help"}, usageHelp = true, description = "This help.")
        private boolean help;
    }

    private MappingsDirectory directory() {
        return MappingsDirectory.locate(Optional.ofNullable(dir).map(Path::toString)
            .or(() -> Optional.ofNullable(System.getProperty("ordersync.mappings.dir")))
            .or(() -> Optional.ofNullable(System.getenv("ORDERSYNC_MAPPINGS_DIR"))));
    }

    /** The channels and their cases. */
    private record Bench(Map<String, CompiledChannel> channels, Map<String, Path> folders, Map<String, List<GoldenCase>> cases, List<Fault> faults) { }

    private Bench bench() {
        MappingsDirectory directory = directory();
        Map<String, CompiledChannel> channels = directory.compile();
        Map<String, Path> folders = new TreeMap<>();
        Map<String, List<GoldenCase>> cases = new TreeMap<>();
        List<Fault> faults = new ArrayList<>();
        for (Path folder : directory.folders()) {
            String channel = folder.getFileName().toString().replace("/", "");
            folders.put(channel, folder);
            cases.put(channel, GoldenCaseFile.readAll(folder, channel, faults));
        }
        return new Bench(channels, folders, cases, faults);
    }

    private CompiledChannel known(Map<String, CompiledChannel> channels, String name) {
        CompiledChannel channel = channels.get(name);
        if (channel == null) {
            throw new ParameterException(spec.commandLine(), "There is no channel " + name + "; there are " + String.join(", ", channels.keySet()) + ".");
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
            Bench bench = workbench.bench();
            if (only != null) {
                workbench.known(bench.channels, only);
            }
            int run = 0;
            int differing = 0;
            for (Map.Entry<String, CompiledChannel> entry : bench.channels.entrySet()) {
                if (only == null || only.equals(entry.getKey())) {
                    List<GoldenCase> cases = bench.cases.get(entry.getKey());
                    int wrong = (int) cases.stream().filter(golden -> differs(golden, entry.getValue())).count();
                    workbench.out.printf("%-12s %d cases%s%n", entry.getKey(), cases.size(), wrong == 0 ? "" : ", " + wrong + " differ");
                    run += cases.size();
                    differing += wrong;
                }
            }
            bench.faults.forEach(workbench.out::println);
            workbench.out.println(differing == 0 && bench.faults.isEmpty() ? "All " + run + " cases are as expected."
                : differing + " of " + run + " cases differ.");
            return differing == 0 && bench.faults.isEmpty() ? OK : WRONG;
        }

        private boolean differs(GoldenCase golden, CompiledChannel channel) {
            Outcome outcome = channel.map(golden.raw());
            List<GoldenCase.Difference> differences = golden.differences(outcome);
            if (!differences.isEmpty()) {
                workbench.out.println(golden.place() + " (" + outcome.mapping() + ")");
                differences.forEach(difference -> workbench.out.println("    " + difference));
            }
            return !differences.isEmpty();
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
                throw new ParameterException(workbench.spec.commandLine(), "There is no source " + source + "; there are webhook, poll, backfill and details.");
            }
            CompiledChannel channel = workbench.known(workbench.directory().compile(), name);
            Map<String, String> sent = new LinkedHashMap<>();
            headers.forEach((header, value) -> sent.put(header.toLowerCase(Locale.ROOT), value));
            byte[] body = workbench.in.readAllBytes();
            return print(channel.map(new RawMessage(name, channel.key(body), body, sent, Instant.now(), how, null)));
        }

        private int print(Outcome outcome) throws IOException {
            if (outcome instanceof Outcome.Canonical canonical) {
                ObjectMapper json = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
                workbench.out.println(json.writeValueAsString(json.readTree(canonical.json())));
                return OK;
            }
            if (outcome instanceof Outcome.Ignored ignored) {
                workbench.out.println("Ignored: " + ignored.why() + ".");
                return OK;
            }
            Outcome.Dead dead = (Outcome.Dead) outcome;
            workbench.out.println("Dead letter " + dead.reason() + ": " + dead.detail() + ". " + dead.remedy() + ".");
            return WRONG;
        }
    }

    @Command(name = "lint", description = "Find a status without a case, a case without a mapping, an output field that no case covers.")
    static final class LintCommand implements Callable<Integer> {

        @CommandLine.ParentCommand
        private Workbench workbench;

        @Override
        public Integer call() {
            Bench bench = workbench.bench();
            List<Fault> findings = new ArrayList<>(bench.faults);
            bench.channels.forEach((name, channel) -> findings.addAll(Lint.findings(bench.folders.get(name), channel, bench.cases.get(name))));
            findings.forEach(workbench.out::println);
            workbench.out.println(findings.isEmpty() ? "Nothing found in " + bench.channels.size() + " channels." : findings.size() + " findings.");
            return findings.isEmpty() ? OK : WRONG;
        }
    }
}
