package bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;

/**
 * What the application and PostgreSQL have used so far, as Linux counts it.
 *
 * @param applicationSeconds CPU seconds of the application, the embedded broker and what it has started included
 * @param postgresSeconds    CPU seconds of PostgreSQL and all its processes, ended ones included
 * @param peakMiB            most memory the application ever had resident
 */
record ProcessUse(double applicationSeconds, double postgresSeconds, long peakMiB) {

    private static final double TICKS_PER_SECOND = 100;

    static ProcessUse of(Application application) throws IOException, SQLException {
        long postmaster = postmaster(application);
        double postgres = seconds(postmaster, true);
        for (ProcessHandle child : ProcessHandle.of(postmaster).orElseThrow().children().toList()) {
            postgres += seconds(child.pid(), false);
        }
        // What the process has started beside PostgreSQL does its work for it.
        double own = seconds(application.pid(), false);
        long peak = peakMiB(application.pid());
        for (ProcessHandle child : ProcessHandle.of(application.pid()).orElseThrow().descendants().filter(child -> !isOf(postmaster, child)).toList()) {
            own += seconds(child.pid(), false);
            peak += peakMiB(child.pid());
        }
        return new ProcessUse(own, postgres, peak);
    }

    /** What was used since {@code earlier}; the peak is that of all the time. */
    ProcessUse since(ProcessUse earlier) {
        return new ProcessUse(applicationSeconds - earlier.applicationSeconds, postgresSeconds - earlier.postgresSeconds, peakMiB);
    }

    private static boolean isOf(long postmaster, ProcessHandle process) {
        return process.pid() == postmaster || process.parent().map(ProcessHandle::pid).filter(parent -> parent == postmaster).isPresent();
    }

    private static long postmaster(Application application) throws SQLException {
        try (Connection connection = application.database();
             ResultSet backend = connection.createStatement().executeQuery("select pg_backend_pid()")) {
            backend.next();
            return ProcessHandle.of(backend.getLong(1)).flatMap(ProcessHandle::parent).orElseThrow().pid();
        }
    }

    /** User and system time of a process; with those of the children it has buried, if {@code buried}. */
    private static double seconds(long pid, boolean buried) throws IOException {
        List<String> stat = lines(pid, "stat");
        if (stat.isEmpty()) {
            return 0; // Its parent counts it as buried.
        }
        String line = stat.get(0);
        // The name in brackets may hold blanks; what follows it begins with field 3, see proc(5).
        String[] fields = line.substring(line.lastIndexOf(')') + 2).split(" ");
        long ticks = Long.parseLong(fields[11]) + Long.parseLong(fields[12]);
        if (buried) {
            ticks += Long.parseLong(fields[13]) + Long.parseLong(fields[14]);
        }
        return ticks / TICKS_PER_SECOND;
    }

    private static long peakMiB(long pid) throws IOException {
        List<String> status = lines(pid, "status");
        if (status.isEmpty()) {
            return 0;
        }
        for (String line : status) {
            if (line.startsWith("VmHWM:")) {
                return Long.parseLong(line.replaceAll("\\D", "")) / 1024;
            }
        }
        throw new IOException("/proc/" + pid + "/status has no VmHWM: only Linux is measured");
    }

    /** What Linux tells of a process; empty: it has ended, before its file was opened or while it was read. */
    private static List<String> lines(long pid, String file) throws IOException {
        Path process = Path.of("/proc", Long.toString(pid));
        try {
            return Files.readAllLines(process.resolve(file));
        } catch (IOException e) {
            if (Files.exists(process)) {
                throw e;
            }
            return List.of();
        }
    }
}
