package embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** With a process that has PostgreSQL's name and directory, and sleeps. */
@EnabledOnOs(OS.LINUX)
class PostmasterTest {

    @TempDir
    Path dir;

    private Path data;
    private Path program;
    private Process process;

    @BeforeEach
    void run() throws IOException {
        data = Files.createDirectory(dir.resolve("data"));
        program = Files.copy(Path.of("/bin/sleep"), dir.resolve("postgres"));
        assertThat(program.toFile().setExecutable(true)).isTrue();
        process = new ProcessBuilder(program.toString(), "600").directory(data.toFile()).start();
        await().until(() -> process.info().command().orElse("").endsWith("postgres"));
    }

    @AfterEach
    void end() {
        process.destroyForcibly();
    }

    @Test
    void aServerWhoseProgramIsGoneIsEndedAllTheSame() throws IOException {
        // Given
        record("ready");
        Files.delete(program);

        // When
        new Postmaster(data).endLeftBehind();

        // Then
        assertThat(process.isAlive()).isFalse();
    }

    @Test
    void aServerThatRecoversIsEndedOnlyOnceItHas() throws Exception {
        // Given
        record("starting");

        // When
        Thread ending = new Thread(new Postmaster(data)::endLeftBehind);
        ending.start();

        // Then
        await().until(() -> ending.getState() == Thread.State.TIMED_WAITING);
        assertThat(process.isAlive()).isTrue();

        // And when it has
        record("ready");
        ending.join();

        // Then
        assertThat(process.isAlive()).isFalse();
    }

    private void record(String state) throws IOException {
        Path next = Files.writeString(dir.resolve("next"), process.pid() + "\n" + data + "\n0\n5432\n\n127.0.0.1\n  1 2\n" + state + "\n");
        Files.move(next, data.resolve("postmaster.pid"), StandardCopyOption.REPLACE_EXISTING);
    }
}
