package finance.sales;

import finance.ReportsConfig;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.UUID;
import org.jboss.logging.Logger;

/** Reports in {@code ordersync.reports.directory}: a name there is a whole file, the last one or this one. */
@ApplicationScoped
public class SalesReportFiles {

    private static final Logger LOG = Logger.getLogger(SalesReportFiles.class);

    private final SalesReports reports;
    private final ReportsConfig config;

    SalesReportFiles(SalesReports reports, ReportsConfig config) {
        this.reports = reports;
        this.config = config;
    }

    /** Writes yesterday's, {@code sales-<date>.json} and {@code .csv}. */
    public void writeYesterday() throws SQLException, IOException {
        write(reports.today().minusDays(1));
    }

    void write(LocalDate day) throws SQLException, IOException {
        SalesReport report = reports.of(day);
        Path directory = Files.createDirectories(config.directory());
        for (SalesFormat format : SalesFormat.values()) {
            String name = format.fileName(report);
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
