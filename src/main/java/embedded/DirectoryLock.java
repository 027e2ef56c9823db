package embedded;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Says that a live process uses a directory. The operating system lets go of it however that process ends. */
final class DirectoryLock implements AutoCloseable {

    private final FileChannel channel;

    private DirectoryLock(FileChannel channel) {
        this.channel = channel;
    }

    /**
     * Takes the directory, which is made if missing.
     *
     * @throws EmbeddedServersException another process, or another part of this one, has it
     */
    static DirectoryLock take(Path dir) {
        Path file = dir.resolve("lock");
        try {
            Files.createDirectories(dir);
            FileChannel channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            if (tryLock(channel) == null) {
                channel.close();
                throw inUse(dir, Files.readString(file).strip());
            }
            channel.truncate(0);
            channel.write(ByteBuffer.wrap(Long.toString(ProcessHandle.current().pid()).getBytes(UTF_8)));
            return new DirectoryLock(channel);
        } catch (IOException e) {
            throw new EmbeddedServersException("The directory " + dir.toAbsolutePath() + " of the embedded PostgreSQL "
                + "and Kafka cannot be used (" + e + "). Set ordersync.embedded.dir to one that can be written.", e);
        }
    }

    private static FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException sameProcess) {
            return null;
        }
    }

    private static EmbeddedServersException inUse(Path dir, String pid) {
        return new EmbeddedServersException("The directory " + dir.toAbsolutePath() + " of the embedded PostgreSQL and "
            + "Kafka is in use by process " + pid + ". Stop that process, or set ordersync.embedded.dir to another "
            + "directory, or set QUARKUS_DATASOURCE_JDBC_URL and KAFKA_BOOTSTRAP_SERVERS to use servers that run "
            + "already.");
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
