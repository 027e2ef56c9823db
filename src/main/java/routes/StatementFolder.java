package routes;

import finance.bank.BankFiles;
import finance.bank.BankFiles.Outcome;
import java.io.File;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.apache.camel.ConsumerTemplate;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;
import org.apache.camel.component.file.GenericFile;
import org.apache.camel.component.file.GenericFileEndpoint;
import org.jboss.logging.Logger;

/**
 * A folder of the bank's statements, here or on a server. A file that was dealt with is moved to its {@code done} or
 * {@code failed}; one that could not be, because a system is away, stays for the next run.
 */
final class StatementFolder {

    /** Where a file goes, of the exchange that holds it; {@link #MOVE} asks for it once the exchange is done. */
    private static final String FOLDER = "folder";
    /** The time keeps a file of the same name, which may be another, from being overwritten. */
    private static final String MOVE = "${exchangeProperty." + FOLDER + "}/${date:now:yyyyMMdd-HHmmssSSS}-${file:onlyname}";
    /**
     * A file that still grows is none yet; an empty one is a wrong one. What names a folder must not come from the bank, so only
     * the files of the folder itself are looked at.
     */
    static final String OPTIONS = "?recursive=false&sortBy=file:name&eagerMaxMessagesPerPoll=false&readLock=changed&readLockMinLength=0"
        + "&readLockLoggingLevel=DEBUG&move=" + MOVE;
    private static final Logger LOG = Logger.getLogger(StatementFolder.class);
    private static final String EXTENSION = ".xml";
    /** So often in one run PostgreSQL takes nothing before it is away, rather than a file one that it does not take. */
    private static final int FAILURES_MAX = 5;

    private final GenericFileEndpoint<?> endpoint;
    /** Files of this run that were taken, or could not be, since they still grow: Camel would come to the same ones again. */
    private final Set<String> tried = new HashSet<>();
    /** Files that Camel found this time, of which it tries the first alone. */
    private final SortedSet<String> found = new TreeSet<>();
    private final BankFiles files;
    private final int filesMax;

    StatementFolder(Endpoint endpoint, BankFiles files, int filesMax) {
        this.endpoint = (GenericFileEndpoint<?>) endpoint;
        this.endpoint.setFilter(this::isLeft);
        this.files = files;
        this.filesMax = filesMax;
    }

    private boolean isLeft(GenericFile<?> file) {
        boolean left = !file.isDirectory() && file.getFileName().toLowerCase(Locale.ROOT).endsWith(EXTENSION) && !tried.contains(file.getFileName());
        if (left) {
            found.add(file.getFileName());
        }
        return left;
    }

    /**
     * Reads what lies there, one file after the other; one that is wrong, grows or cannot be read keeps no other waiting.
     *
     * @throws SQLException nothing could be written of a file: the first such
     */
    void read(ConsumerTemplate consumer) throws SQLException {
        tried.clear();
        List<SQLException> failures = new ArrayList<>();
        List<String> unreadable = new ArrayList<>();
        for (int i = 0; i < filesMax && failures.size() < FAILURES_MAX; i++) {
            found.clear();
            Exchange file = consumer.receiveNoWait(endpoint);
            if (found.isEmpty()) {
                break;
            }
            tried.add(found.first());
            if (file != null) {
                read(consumer, file).ifPresent(failure -> {
                    if (failure instanceof SQLException away) {
                        failures.add(away);
                    } else {
                        unreadable.add(found.first() + " (" + failure + ")");
                    }
                });
            }
        }
        if (!unreadable.isEmpty()) {
            LOG.errorf("%d of the bank's files could not be read and stay where they are, the first is %s. Let this process read them, or take them away; the next"
                + " run tries again", unreadable.size(), unreadable.get(0));
        }
        if (!failures.isEmpty()) {
            throw failures.get(0);
        }
    }

    /** @return why it could not be read, and stays */
    private Optional<Exception> read(ConsumerTemplate consumer, Exchange file) {
        try {
            Outcome outcome = files.read(file.getMessage().getBody(File.class).toPath(), file.getMessage().getHeader(Exchange.FILE_NAME_ONLY, String.class));
            file.setProperty(FOLDER, outcome == Outcome.REFUSED ? "failed" : "done");
            return Optional.empty();
        } catch (Exception unread) {
            file.setException(unread);
            return Optional.of(unread);
        } finally {
            consumer.doneUoW(file);
        }
    }
}
