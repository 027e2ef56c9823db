package finance.bank;

import database.SqlFailure;
import database.Statements;
import database.Transactions;
import finance.FinanceConfig;
import io.agroal.api.AgroalDataSource;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import org.jboss.logging.Logger;

/**
 * Takes the bank's files in, each once by its SHA-256: a file is read to its end and proved before any of it is kept, and is
 * then read again and kept in batches. So nothing of a wrong file is kept, and neither memory nor transactions grow with it. A
 * file whose reading was cut off is read from its beginning: a line that is there stays as it is.
 */
@ApplicationScoped
public class BankFiles {

    private static final Logger LOG = Logger.getLogger(BankFiles.class);
    /** Lines of one transaction. */
    private static final int BATCH = BankMatching.PAGE;
    /** Statements, or pages of them, in one file. */
    private static final int MAX_PAGES = 10_000;
    private static final int NAME_MAX_CHARS = 255;
    private static final int BUFFER_BYTES = 1 << 16;

    private static final String STATE = "select state from bank_statement where sha256 = ?";

    private static final String BEGIN = """
        insert into bank_statement (sha256, file_name, state) values (?, ?, 'READING')
        on conflict (sha256) do update set file_name = excluded.file_name, state = 'READING', detail = null, received_at = now() returning id""";

    private static final String END = "update bank_statement set state = 'READ', message_id = ?, entries = entries + ? where id = ?";

    private static final String REFUSE = """
        insert into bank_statement (sha256, file_name, state, detail) values (?, ?, 'REFUSED', ?)
        on conflict (sha256) do update set file_name = excluded.file_name, state = 'REFUSED', detail = excluded.detail, received_at = now()""";

    private final AgroalDataSource source;
    private final BankMatching matching;
    private final BankConfig config;
    private final FinanceConfig finance;
    private final MeterRegistry meters;

    BankFiles(AgroalDataSource source, BankMatching matching, BankConfig config, FinanceConfig finance, MeterRegistry meters) {
        this.source = source;
        this.matching = matching;
        this.config = config;
        this.finance = finance;
        this.meters = meters;
    }

    /** What became of a file. */
    public enum Outcome {
        READ,
        /** The same file was read before; nothing was done. */
        REPEATED,
        /** It is wrong; {@code bank_statement} and the log say why. Nothing of it was kept. */
        REFUSED
    }

    /**
     * @param name as the bank gave it
     * @throws SQLException PostgreSQL is away; the file is to be read again
     * @throws IOException  the file could not be read; the same
     */
    public Outcome read(Path file, String name) throws SQLException, IOException {
        String shown = name.substring(0, Math.min(name.length(), NAME_MAX_CHARS)).replaceAll("\\p{Cntrl}", "?");
        String sha256 = sha256(file);
        Outcome outcome;
        try {
            outcome = run(statements -> statements.query(STATE, row -> row.getString(1), sha256)).contains("READ") ? Outcome.REPEATED
                : keep(file, shown, sha256);
        } catch (WrongStatementException wrong) {
            refuse(sha256, shown, wrong.getMessage());
            outcome = Outcome.REFUSED;
        } catch (UncheckedIOException unread) {
            throw unread.getCause();
        }
        meters.counter("ordersync.bank.files", "outcome", outcome.name().toLowerCase(Locale.ROOT)).increment();
        LOG.infof("Bank statement %s: %s", shown, outcome);
        return outcome;
    }

    private Outcome keep(Path file, String name, String sha256) throws SQLException, IOException, WrongStatementException {
        if (Files.size(file) > config.maxFileBytes()) {
            throw new WrongStatementException("it has more than " + config.maxFileBytes() + " bytes (ordersync.bank.max-file-bytes)");
        }
        StatementReader reader = new StatementReader(config, finance.zone());
        try {
            Proof proof = new Proof();
            read(reader, file, proof);
            proof.end();
            long statementId = run(statements -> statements.query(BEGIN, row -> row.getLong(1), sha256, name)).get(0);
            Keeping keeping = new Keeping(statementId);
            String messageId = read(reader, file, keeping);
            keeping.end(messageId);
            return Outcome.READ;
        } catch (SQLException refused) {
            if (SqlFailure.isOfValues(refused)) {
                throw new WrongStatementException("PostgreSQL refuses a value of it (SQLSTATE " + refused.getSQLState() + ")");
            }
            throw refused;
        }
    }

    private static String read(StatementReader reader, Path file, StatementReader.Receiver receiver)
        throws SQLException, IOException, WrongStatementException {
        try (InputStream document = new BufferedInputStream(Files.newInputStream(file), BUFFER_BYTES)) {
            return reader.read(document, receiver);
        } catch (UncheckedIOException unread) {
            throw unread;
        } catch (RuntimeException fault) {
            LOG.warn("A bank statement could not be read for a fault of the reader", fault);
            throw new WrongStatementException("the reader fails on it (" + fault.getClass().getSimpleName() + "); the log says where");
        }
    }

    private void refuse(String sha256, String name, String why) throws SQLException {
        LOG.warnf("Bank statement %s is refused, and nothing of it was kept: %s. It lies in the folder failed; have the bank send it again, or mend it and put it"
            + " back", name, why);
        run(statements -> statements.update(REFUSE, sha256, name, why));
    }

    /** The first reading: nothing is kept. */
    private final class Proof implements StatementReader.Receiver {

        private final List<BankLine> lines = new ArrayList<>();
        private final List<StatementPage> pages = new ArrayList<>();

        @Override
        public void line(BankLine line) throws SQLException, WrongStatementException {
            lines.add(line);
            if (lines.size() == BATCH) {
                compare();
            }
        }

        @Override
        public void page(StatementPage page) throws WrongStatementException {
            if (pages.size() == MAX_PAGES) {
                throw new WrongStatementException("it holds more than " + MAX_PAGES + " statements or pages");
            }
            pages.add(page);
        }

        void end() throws SQLException, WrongStatementException {
            compare();
            try (Connection connection = source.getConnection()) {
                Balances.prove(new Statements(connection), pages);
            }
        }

        private void compare() throws SQLException, WrongStatementException {
            List<String> contradicted = run(statements -> BankLines.contradicted(statements, lines));
            if (!contradicted.isEmpty()) {
                throw new WrongStatementException("entry " + contradicted.get(0) + " came before with another amount, currency or direction");
            }
            lines.clear();
        }
    }

    /** The second reading. */
    private final class Keeping implements StatementReader.Receiver {

        private final long statementId;
        private final List<BankLine> lines = new ArrayList<>();
        private final List<StatementPage> pages = new ArrayList<>();
        private int fresh;

        Keeping(long statementId) {
            this.statementId = statementId;
        }

        @Override
        public void line(BankLine line) throws SQLException {
            lines.add(line);
            if (lines.size() == BATCH) {
                keep();
            }
        }

        @Override
        public void page(StatementPage page) {
            pages.add(page);
        }

        private void keep() throws SQLException {
            int kept;
            try (Connection connection = source.getConnection()) {
                kept = Transactions.run(connection, () -> {
                    int inserted = BankLines.insert(new Statements(connection), statementId, lines);
                    matching.match(connection, BankLines.ids(lines));
                    return inserted;
                });
            }
            meters.counter("ordersync.bank.lines").increment(kept);
            fresh += kept;
            lines.clear();
        }

        void end(String messageId) throws SQLException {
            keep();
            run(statements -> {
                Balances.keep(statements, statementId, pages);
                return statements.update(END, messageId, fresh, statementId);
            });
        }
    }

    private interface Work<T> {
        T with(Statements statements) throws SQLException;
    }

    private <T> T run(Work<T> work) throws SQLException {
        try (Connection connection = source.getConnection()) {
            return Transactions.run(connection, () -> work.with(new Statements(connection)));
        }
    }

    /** Of a file that is too long, of as much as is looked at. */
    private String sha256(Path file) throws IOException {
        try (InputStream bytes = Files.newInputStream(file)) {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            byte[] buffer = new byte[BUFFER_BYTES];
            long left = config.maxFileBytes() + 1;
            for (int read = bytes.read(buffer); read > 0 && left > 0; read = bytes.read(buffer)) {
                digest.update(buffer, 0, read);
                left -= read;
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("Every JDK has SHA-256", impossible);
        }
    }
}
