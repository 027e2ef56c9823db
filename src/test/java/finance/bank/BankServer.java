package finance.bank;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.util.List;
import java.util.Map;
import org.apache.commons.io.FileUtils;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.apache.sshd.common.file.virtualfs.VirtualFileSystemFactory;
import org.apache.sshd.server.SshServer;
import org.apache.sshd.server.keyprovider.SimpleGeneratorHostKeyProvider;
import org.apache.sshd.sftp.server.SftpSubsystemFactory;

/** The bank: an SFTP server whose folder {@code /out} is {@link #SERVED}, and a folder {@link #FOLDER} on this machine. */
public class BankServer implements QuarkusTestResourceLifecycleManager {

    private static final Path DIR = Path.of("target", "bank");
    static final Path FOLDER = DIR.resolve("in");
    static final Path SERVED = DIR.resolve("server/out");

    private SshServer server;

    @Override
    public Map<String, String> start() {
        try {
            FileUtils.deleteDirectory(DIR.toFile());
            Files.createDirectories(SERVED);
            Files.createDirectories(FOLDER);
            server = SshServer.setUpDefaultServer();
            server.setHost("127.0.0.1");
            server.setPort(0);
            SimpleGeneratorHostKeyProvider keys = new SimpleGeneratorHostKeyProvider();
            keys.setAlgorithm("EC");
            server.setKeyPairProvider(keys);
            server.setPasswordAuthenticator((user, password, session) -> user.equals("ordersync") && password.equals("geheim&)"));
            server.setSubsystemFactories(List.of(new SftpSubsystemFactory()));
            server.setFileSystemFactory(new VirtualFileSystemFactory(DIR.resolve("server").toAbsolutePath()));
            server.start();
            KeyPair key = keys.loadKeys(null).iterator().next();
            Path knownHosts = Files.writeString(DIR.resolve("known_hosts"),
                "[127.0.0.1]:" + server.getPort() + " " + PublicKeyEntry.toString(key.getPublic()) + "\n");
            return Map.of("ordersync.bank.directory", FOLDER.toString(), "ordersync.bank.quiet-ms", "50",
                "ordersync.bank.work-directory", DIR.resolve("work").toString(),
                "ordersync.bank.sftp", "sftp://127.0.0.1:" + server.getPort() + "/out", "ordersync.bank.sftp-user", "ordersync",
                "ordersync.bank.sftp-password", "geheim&)", "ordersync.bank.sftp-known-hosts", knownHosts.toString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void stop() {
        try {
            server.stop(true);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
