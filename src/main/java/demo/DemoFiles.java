package demo;

import finance.ReportsConfig;
import finance.erp.ErpConfig;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.List;
import java.util.stream.Stream;
import org.jboss.logging.Logger;

/** What the demo left in directories: files of postings that hold its own alone, and reports of days that had nothing else. */
@ApplicationScoped
class DemoFiles {

    private static final Logger LOG = Logger.getLogger(DemoFiles.class);
    private static final String SFTP = "sftp:";

    private final ErpConfig erp;
    private final ReportsConfig reports;

    DemoFiles(ErpConfig erp, ReportsConfig reports) {
        this.erp = erp;
        this.reports = reports;
    }

    void deletePostings(List<String> names) {
        erp.file().directory().filter(directory -> !directory.startsWith(SFTP)).ifPresent(directory -> {
            for (String name : names) {
                delete(Path.of(directory, name));
                delete(Path.of(directory, "." + name + ".begun"));
            }
        });
    }

    void deleteReports(List<LocalDate> days) {
        if (days.isEmpty() || !Files.isDirectory(reports.directory())) {
            return;
        }
        try (Stream<Path> files = Files.list(reports.directory())) {
            files.filter(file -> isOf(file.getFileName().toString(), days)).forEach(DemoFiles::delete);
        } catch (IOException e) {
            LOG.warnf("The demo's reports in %s were not deleted: %s", reports.directory(), e.getMessage());
        }
    }

    private static boolean isOf(String name, List<LocalDate> days) {
        return name.startsWith("reconciliation-open.") || days.stream().anyMatch(day -> name.startsWith("reconciliation-" + day + ".") || name.startsWith("sales-" + day + "."));
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            LOG.warnf("The demo's file %s was not deleted: %s", file, e.getMessage());
        }
    }
}
