package finance.sales;

import finance.ReportsConfig;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.UUID;
import org.jboss.logging.Logger;

/** Reports in {@code ordersync.reports.directory}: a name there is a whole file, the last one or this one. */
@ApplicationScoped
public class SalesReportFiles {

    private static final Logger LOG = Logger.getLogger(SalesReportFiles.class);
    /** Days whose files a night sees to, yesterday among them: whoever mends what failed has as long. */
    private static final int DAYS_MAX = 7;
    /** What was posted so shortly before a file was written may not be in it: its transaction was under way, or the clocks of both differ. */
    private static final Duration UNDER_WAY = Duration.ofHours(1);

    private final SalesReports reports;
    private final ReportsConfig config;

    SalesReportFiles(SalesReports reports, ReportsConfig config) {
        this.reports = reports;
        this.config = config;
    }

    /**
     * Writes yesterday's, {@code sales-<date>.json} and {@code .csv}, and those of the days before it that a night has not written, or of
     * which something was posted since.
     */
    public void writeNightly() throws SQLException, IOException {
        LocalDate yesterday = reports.today().minusDays(1);
        write(yesterday);
        for (int days = 1; days < DAYS_MAX; days++) {
            LocalDate day = yesterday.minusDays(days);
            if (!isWhole(day)) {
                write(day);
            }
        }
    }

    private boolean isWhole(LocalDate day) throws SQLException, IOException {
        Instant written = Instant.MAX;
        for (SalesFormat format : SalesFormat.values()) {
            Path file = config.directory().resolve(format.fileName(day));
            if (!Files.exists(file)) {
                return false;
            }
            Instant at = Files.getLastModifiedTime(file).toInstant();
            written = at.isBefore(written) ? at : written;
        }
        return !reports.isPostedSince(written.minus(UNDER_WAY), day);
    }

    private void write(LocalDate day) throws SQLException, IOException {
        SalesReport report = reports.of(day);
        Path directory = Files.createDirectories(config.directory());
        for (SalesFormat format : SalesFormat.values()) {
            String name = format.fileName(day);
            Path unfinished = directory.resolve("." + name + "." + UUID.randomUUID());
            try {
                Files.write(unfinished, format.bytes(report));
                Files.move(unfinished, directory.resolve(name), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            } finally {
                Files.deleteIfExists(unfinished);
            }
        }
        LOG.infof("Sales report of %s written: %d shops and currencies", day, report.sales().size());
    }
}
