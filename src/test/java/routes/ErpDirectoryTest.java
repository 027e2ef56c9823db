package routes;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import finance.erp.ErpSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.apache.sshd.common.file.virtualfs.VirtualFileSystemFactory;
import org.apache.sshd.server.SshServer;
import org.apache.sshd.server.keyprovider.SimpleGeneratorHostKeyProvider;
import org.apache.sshd.sftp.server.SftpSubsystemFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The directory of the files of postings, here and on an SFTP server. */
class ErpDirectoryTest {

    private static final String PASSWORD = "p&ss)w?rd +%=";

    @TempDir
    Path dir;

    private final CamelContext camel = new DefaultCamelContext();
    private SshServer server;

    @BeforeEach
    void start() throws IOException {
        Files.createDirectories(dir.resolve("home/in"));
        server = SshServer.setUpDefaultServer();
        server.setHost("127.0.0.1");
        server.setKeyPairProvider(new SimpleGeneratorHostKeyProvider(dir.resolve("host.key")));
        server.setPasswordAuthenticator((user, password, session) -> user.equals("erp") && password.equals(PASSWORD));
        server.setSubsystemFactories(List.of(new SftpSubsystemFactory()));
        server.setFileSystemFactory(new VirtualFileSystemFactory(dir.resolve("home")));
        server.start();
        camel.start();
    }

    @AfterEach
    void stop() throws IOException {
        camel.stop();
        server.stop();
    }

    @Test
    void aFileIsStoredAndRenamedOnAnSftpServerWhoseKeyIsKnown() throws Exception {
        // Given
        KeyPair key = server.getKeyPairProvider().loadKeys(null).iterator().next();
        Path known = Files.writeString(dir.resolve("known_hosts"), "[127.0.0.1]:" + server.getPort() + " " + PublicKeyEntry.toString(key.getPublic()) + "\n");

        // When
        storedAndRenamed(directory(sftp(), Map.of("known-hosts", known.toString(), "password", PASSWORD)));

        // Then
        assertThat(dir.resolve("home/in/a.csv")).hasContent("line");
        assertThat(dir.resolve("home/in/.a.csv.part")).doesNotExist();
    }

    @Test
    void anSftpServerWhoseKeyIsNotKnownGetsNothing() {
        ErpDirectory directory = directory(sftp(), Map.of("password", PASSWORD));
        assertThatThrownBy(() -> storedAndRenamed(directory)).isInstanceOf(RuntimeException.class);
        assertThat(dir.resolve("home/in")).isEmptyDirectory();
    }

    @Test
    void aFileIsStoredAndRenamedInADirectory() {
        // When
        storedAndRenamed(directory(dir.resolve("files").toString(), Map.of()));

        // Then
        assertThat(dir.resolve("files/a.csv")).hasContent("line");
        assertThat(dir.resolve("files/.a.csv.part")).doesNotExist();
    }

    private String sftp() {
        return "sftp://erp@127.0.0.1:" + server.getPort() + "/in";
    }

    private ErpDirectory directory(String address, Map<String, String> more) {
        Map<String, String> config = new HashMap<>(Map.of("ordersync.erp.file.directory", address));
        more.forEach((key, value) -> config.put("ordersync.erp.file." + key, value));
        return new ErpDirectory(camel, ErpSettings.with(config));
    }

    private void storedAndRenamed(ErpDirectory directory) {
        try (var template = camel.createProducerTemplate()) {
            template.sendBodyAndHeader(directory.address(), "line".getBytes(UTF_8), Exchange.FILE_NAME, ".a.csv.part");
            assertThat(directory.holds(".a.csv.part")).isTrue();
            directory.rename(".a.csv.part", "a.csv");
            assertThat(directory.holds("a.csv")).isTrue();
            directory.mark(".a.csv.begun");
            assertThat(directory.holds(".a.csv.begun")).isTrue();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
