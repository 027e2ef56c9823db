package finance.reconciliation;

import finance.ReportsConfig;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.UUID;

/** Reports in {@code ordersync.reports.directory}: a name there is a whole file, the last one or this one. */
@ApplicationScoped
public class ReportFiles {

    private final ReportsConfig config;

    ReportFiles(ReportsConfig config) {
        this.config = config;
    }

    /** Writes a report in every format. */
    void write(Report report) throws IOException {
        Path directory = Files.createDirectories(config.directory());
        for (ReportFormat format : ReportFormat.values()) {
            String name = format.fileName(report.name());
            Path unfinished = directory.resolve("." + name + "." + UUID.randomUUID());
            try {
                try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(unfinished))) {
                    format.write(report, out);
                }
                Files.move(unfinished, directory.resolve(name), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
            } finally {
                Files.deleteIfExists(unfinished);
            }
        }
    }

    /** What tells two states of a report apart: the SHA-256 of its JSON, in hex. */
    static String sha256(Report report) throws IOException {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            ReportFormat.JSON.write(report, new DigestOutputStream(OutputStream.nullOutputStream(), digest));
            return HexFormat.of().formatHex(digest.digest());
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("Every Java has SHA-256", impossible);
        }
    }
}
