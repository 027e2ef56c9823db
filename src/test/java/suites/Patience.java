package suites;

import io.quarkus.test.junit.callback.QuarkusTestBeforeClassCallback;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.platform.launcher.LauncherSession;
import org.junit.platform.launcher.LauncherSessionListener;

/** A busy machine may take longer than the ten seconds for which Awaitility waits; a test that can wait less, or must wait longer, says so itself. */
public final class Patience implements QuarkusTestBeforeClassCallback, LauncherSessionListener {

    private static final Duration LIMIT = Duration.ofMinutes(1);

    /** Tests with Quarkus have class loaders of their own, and so settings. */
    @Override
    public void beforeClass(Class<?> test) {
        Awaitility.setDefaultTimeout(LIMIT);
    }

    @Override
    public void launcherSessionOpened(LauncherSession session) {
        Awaitility.setDefaultTimeout(LIMIT);
    }
}
