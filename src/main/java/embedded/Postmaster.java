package embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import org.jboss.logging.Logger;

/**
 * The server process of a PostgreSQL data directory, by its {@code postmaster.pid}. It is a process of its own, so it
 * outlives a Java process that was killed.
 */
final class Postmaster {

    private static final Logger LOG = Logger.getLogger(Postmaster.class);

    /** A fast shutdown writes a checkpoint, which takes a while after heavy load. */
    private static final int STOP_LIMIT_SECONDS = 60;
    /** Recovery that is broken off begins anew the next time. */
    private static final Duration RECOVERY_LIMIT = Duration.ofMinutes(10);
    private static final long LOOK_EVERY_NANOS = TimeUnit.MILLISECONDS.toNanos(100);
    /** Of {@code postmaster.pid}, from 0. */
    private static final int STATE_LINE = 7;
    /** What the system adds to a command whose file is gone, as a cleaner of temporary files leaves it. */
    private static final String DELETED = " (deleted)";

    private final Path data;

    Postmaster(Path data) {
        this.data = data;
    }

    /** Ends the process that an earlier run left behind, if any, so that a new one can start on the same data. */
    void endLeftBehind() {
        Optional<ProcessHandle> process = recorded();
        if (process.filter(this::serves).isPresent()) {
            LOG.infof("PostgreSQL of an earlier run still runs on %s (process %d); stopping it", data,
                process.get().pid());
            awaitRecovery(process.get());
            stopFast(process.get());
        } else if (process.isPresent()) {
            // The process id was given to somebody else since; PostgreSQL would take that one for a running server.
            deletePidFile();
        }
    }

    /** Waits until the process has ended. */
    void awaitEnd() {
        recorded().filter(this::serves).ifPresent(this::awaitEnd);
    }

    /** Whether the process is there and takes no connections yet, as while it recovers. */
    boolean isStarting() {
        return recorded().filter(this::serves).isPresent() && isStartingByItsFile();
    }

    private boolean isStartingByItsFile() {
        try {
            return Files.readString(pidFile()).lines().skip(STATE_LINE).findFirst().orElse("").strip().equals("starting");
        } catch (IOException none) {
            return false;
        }
    }

    private void awaitRecovery(ProcessHandle process) {
        if (isStartingByItsFile()) {
            LOG.infof("It still recovers from its last end; waiting up to %d minutes for that", RECOVERY_LIMIT.toMinutes());
        }
        long began = System.nanoTime();
        while (process.isAlive() && isStartingByItsFile() && System.nanoTime() - began < RECOVERY_LIMIT.toNanos()) {
            LockSupport.parkNanos(LOOK_EVERY_NANOS);
        }
    }

    private Optional<ProcessHandle> recorded() {
        try {
            String pid = Files.readString(pidFile()).lines().findFirst().orElse("").strip();
            return ProcessHandle.of(Long.parseLong(pid));
        } catch (IOException | NumberFormatException noneOrTorn) {
            return Optional.empty();
        }
    }

    private boolean serves(ProcessHandle process) {
        String command = process.info().command().orElse("");
        String file = command.endsWith(DELETED) ? command.substring(0, command.length() - DELETED.length()) : command;
        return Path.of(file).endsWith("postgres") && (worksIn(process) || wasToldTo(process));
    }

    /** A postmaster makes its data directory its working directory. */
    private boolean worksIn(ProcessHandle process) {
        try {
            return Files.isSameFile(Path.of("/proc", Long.toString(process.pid()), "cwd"), data);
        } catch (IOException notLinux) {
            return false;
        }
    }

    private boolean wasToldTo(ProcessHandle process) {
        return process.info().commandLine().orElse("").contains(data.toAbsolutePath().toString());
    }

    private void stopFast(ProcessHandle process) {
        try {
            // SIGINT is PostgreSQL's fast shutdown; Java itself can only send SIGTERM, which waits for every client.
            new ProcessBuilder("kill", "-INT", Long.toString(process.pid())).inheritIO().start().waitFor();
        } catch (IOException e) {
            throw stillRuns(process, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw stillRuns(process, e);
        }
        awaitEnd(process);
    }

    private void awaitEnd(ProcessHandle process) {
        try {
            process.onExit().get(STOP_LIMIT_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw stillRuns(process, e);
        } catch (ExecutionException | TimeoutException e) {
            throw stillRuns(process, e);
        }
    }

    private EmbeddedServersException stillRuns(ProcessHandle process, Exception cause) {
        return new EmbeddedServersException("PostgreSQL (process " + process.pid() + ") still runs on "
            + data.toAbsolutePath() + " and did not stop within " + STOP_LIMIT_SECONDS + " s. End it with kill -INT "
            + process.pid() + " and start again.", cause);
    }

    private void deletePidFile() {
        try {
            Files.deleteIfExists(pidFile());
        } catch (IOException e) {
            throw new EmbeddedServersException("The stale file " + pidFile() + " cannot be deleted (" + e
                + "). Delete it and start again.", e);
        }
    }

    private Path pidFile() {
        return data.resolve("postmaster.pid");
    }
}
