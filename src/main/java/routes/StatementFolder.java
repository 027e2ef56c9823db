package routes;

import finance.bank.BankFiles;
import finance.bank.BankFiles.Outcome;
import java.io.File;
import org.apache.camel.ConsumerTemplate;
import org.apache.camel.Endpoint;
import org.apache.camel.Exchange;

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
     * A file that still grows is none yet. What names a folder must not come from the bank, so only the files of the folder
     * itself are looked at.
     */
    static final String OPTIONS = "?include=(?i).*[.]xml&recursive=false&sortBy=file:name&readLock=changed&readLockLoggingLevel=DEBUG&move=" + MOVE;

    private final Endpoint endpoint;
    private final BankFiles files;
    private final int filesMax;

    StatementFolder(Endpoint endpoint, BankFiles files, int filesMax) {
        this.endpoint = endpoint;
        this.files = files;
        this.filesMax = filesMax;
    }

    /**
     * Reads what lies there, one file after the other; a wrong one keeps no other waiting.
     *
     * @throws Exception a file could not be read, or nothing be written of it
     */
    void read(ConsumerTemplate consumer) throws Exception {
        Exchange file = consumer.receiveNoWait(endpoint);
        for (int i = 1; file != null; i++) {
            try {
                Outcome outcome = files.read(file.getMessage().getBody(File.class).toPath(), file.getMessage().getHeader(Exchange.FILE_NAME_ONLY, String.class));
                file.setProperty(FOLDER, outcome == Outcome.REFUSED ? "failed" : "done");
            } catch (Exception unread) {
                file.setException(unread);
                throw unread;
            } finally {
                consumer.doneUoW(file);
            }
            file = i < filesMax ? consumer.receiveNoWait(endpoint) : null;
        }
    }
}
