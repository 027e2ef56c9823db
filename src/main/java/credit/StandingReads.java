package credit;

import batching.BatchQueue;
import database.Sql;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.sql.DataSource;
import org.jboss.logging.Logger;

/**
 * Accounts from PostgreSQL, for checks that the cache cannot answer. What waits when a reader is free is read with one
 * statement, so that the rate is the statement's and not that of single reads.
 */
@ApplicationScoped
class StandingReads {

    private static final Logger LOG = Logger.getLogger(StandingReads.class);
    private static final int MAX_BATCH = 500;
    private static final Duration SHUTDOWN = Duration.ofMillis(200);
    /** A primary-key read that takes longer is given up: whoever asked has gone. */
    private static final int STATEMENT_LIMIT_SECONDS = 2;
    /** The lookups are laterals with {@code offset 0}: a plan made while the tables were empty would otherwise read all dealers. */
    private static final String SELECT = """
        select asked.id as asked, account.*, now() as read_at
        from unnest(?::text[]) as asked (id)
        cross join lateral (select pool from dealer where customer_id = asked.id offset 0) as own
        cross join lateral unnest(own.pool) with ordinality as level (id, nr)
        cross join lateral (select * from dealer where customer_id = level.id offset 0) as account
        order by asked.id, level.nr""";

    private final DataSource database;
    private final CreditStates states;
    private final ChecksConfig config;
    private final BatchQueue<Waiting> queue;

    private record Waiting(String customerId, UniEmitter<? super Optional<Standing>> answer) { }

    StandingReads(DataSource database, CreditStates states, ChecksConfig config) {
        this.database = database;
        this.states = states;
        this.config = config;
        this.queue = new BatchQueue<>("credit-reader", config.readers(), config.maxWaiting(), MAX_BATCH, this::answer, StandingReads::notAnswered);
    }

    /**
     * Empty: there is no such dealer. Fails with an {@link UnavailableException} when PostgreSQL does not answer in time or
     * too many wait.
     */
    Uni<Optional<Standing>> standing(String customerId) {
        return Uni.createFrom().<Optional<Standing>>emitter(answer -> {
            if (!queue.offer(new Waiting(customerId, answer))) {
                answer.fail(new UnavailableException("Too many checks wait for PostgreSQL."));
            }
        }).ifNoItem().after(config.waitLimit()).failWith(() -> new UnavailableException("PostgreSQL did not answer in time."));
    }

    private void answer(List<Waiting> batch) throws SQLException {
        Map<String, Standing> found = read(batch.stream().map(Waiting::customerId).distinct().toArray(String[]::new));
        batch.forEach(waiting -> waiting.answer.complete(Optional.ofNullable(found.get(waiting.customerId))));
    }

    private static void notAnswered(List<Waiting> batch, Throwable e) {
        LOG.warnf("%d checks of credit were not answered: %s", batch.size(), e.getMessage());
        batch.forEach(waiting -> waiting.answer.fail(new UnavailableException("PostgreSQL does not answer.")));
    }

    private Map<String, Standing> read(String[] customerIds) throws SQLException {
        Map<String, List<Account>> levels = new HashMap<>();
        try (Connection connection = database.getConnection(); PreparedStatement query = connection.prepareStatement(SELECT)) {
            query.setQueryTimeout(STATEMENT_LIMIT_SECONDS);
            query.setArray(1, connection.createArrayOf("text", customerIds));
            try (ResultSet row = query.executeQuery()) {
                long readAtMicros = 0;
                Map<String, Account> accounts = new HashMap<>();
                while (row.next()) {
                    readAtMicros = PostgresClock.micros(Sql.instant(row, "read_at"));
                    Account account = LedgerRows.account(row);
                    accounts.put(account.customerId(), account);
                    levels.computeIfAbsent(row.getString("asked"), asked -> new ArrayList<>()).add(account);
                }
                states.read(List.copyOf(accounts.values()), readAtMicros);
            }
        }
        Map<String, Standing> standings = new HashMap<>();
        levels.forEach((asked, of) -> standings.put(asked, new Standing(of)));
        return standings;
    }

    /** Who waits is told in time that nobody answered. */
    @PreDestroy
    void stop() throws InterruptedException {
        queue.abandon(SHUTDOWN);
    }
}
