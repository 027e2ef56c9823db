package database;

import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import java.time.Duration;
import java.util.function.Supplier;

/** A transaction that PostgreSQL itself keeps from writing, and in which no statement runs longer than {@link #LIMIT}. */
@ApplicationScoped
public class ReadTransaction {

    /** Longer than any indexed read; a search over everything is given up instead of loading the database. */
    static final Duration LIMIT = Duration.ofSeconds(5);

    @Inject
    EntityManager entities;

    /** What is read in a {@link #whole} transaction. */
    public interface Reading {

        /** @param forget to be run now and then: what was loaded so far is needed no more, and takes no more memory */
        void with(Runnable forget);
    }

    /**
     * Reads one state of the database, in as many statements as it takes.
     *
     * @param limit PostgreSQL keeps what it has seen for as long, also between two statements; the caller has to end in time
     */
    public void whole(Duration limit, Reading reading) {
        QuarkusTransaction.requiringNew().timeout((int) limit.toSeconds() + 60).run(() -> {
            entities.createNativeQuery("set transaction isolation level repeatable read, read only").executeUpdate();
            entities.createNativeQuery("select set_config('idle_in_transaction_session_timeout', :idle_ms, true), set_config('statement_timeout', :limit_ms, true)")
                .setParameter("idle_ms", Long.toString(limit.toMillis())).setParameter("limit_ms", Long.toString(LIMIT.toMillis())).getSingleResult();
            reading.with(entities::clear);
        });
    }

    /** What {@code read} returns; it must not hand out anything that is loaded lazily. */
    public <T> T of(Supplier<T> read) {
        return QuarkusTransaction.requiringNew().call(() -> {
            entities.createNativeQuery("select set_config('transaction_read_only', 'on', true), set_config('statement_timeout', :limit_ms, true)")
                .setParameter("limit_ms", Long.toString(LIMIT.toMillis())).getSingleResult();
            return read.get();
        });
    }
}
