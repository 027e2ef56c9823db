package access;

import database.Sql;
import io.quarkus.logging.Log;
import io.quarkus.runtime.StartupEvent;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import roles.Role;
import roles.Roles;

/**
 * Whose tokens are refused before they are over: those of sign-ins that ended, and of users who are disabled. Looked up every 2 s, at
 * once by the replica that ended one, and asked from memory; without PostgreSQL what was known last holds.
 */
@ApplicationScoped
class EndedSignIns {

    private static final long EVERY_MS = 2_000;
    /** The latest; a token is good for minutes, and few sign out in them. As many users may be disabled. */
    private static final int MAX = 100_000;
    /** By which clocks may differ, and a commit may come after its time. */
    private static final Duration MARGIN = Duration.ofMinutes(1);
    private static final String ENDED = "select id::text from user_session where ended_at > ? order by ended_at desc limit " + MAX;
    private static final String DISABLED = "select username from app_user where not enabled order by username limit " + MAX;

    private final Sql database;
    private final SecurityConfig config;
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "ended-sign-ins");
        thread.setDaemon(true);
        return thread;
    });
    private volatile Set<String> ended = Set.of();
    private volatile Set<String> disabled = Set.of();

    EndedSignIns(Sql database, SecurityConfig config) {
        this.database = database;
        this.config = config;
    }

    void start(@Observes StartupEvent event, Roles roles) {
        if (roles.has(Role.API)) {
            look();
            clock.scheduleWithFixedDelay(this::look, EVERY_MS, EVERY_MS, TimeUnit.MILLISECONDS);
        }
    }

    /** One after the other, so that what a later one found is not replaced by what an earlier one did. */
    synchronized void look() {
        try {
            ended = Set.copyOf(database.query(ENDED, row -> row.getString(1), Instant.now().minus(config.accessFor()).minus(MARGIN)));
            disabled = Set.copyOf(database.query(DISABLED, row -> row.getString(1)));
        } catch (RuntimeException away) {
            Log.warn("Which sign-ins have ended cannot be read; what was known last holds", away);
        }
    }

    /** @param session null: of none */
    boolean has(String session) {
        return session != null && ended.contains(session);
    }

    /** @param name in any case; null: nobody's */
    boolean isDisabled(String name) {
        return name != null && disabled.contains(name.toLowerCase(Locale.ROOT));
    }

    @PreDestroy
    void end() {
        clock.shutdownNow();
    }
}
