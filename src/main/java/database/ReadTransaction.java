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

    /** What {@code read} returns; it must not hand out anything that is loaded lazily. */
    public <T> T of(Supplier<T> read) {
        return QuarkusTransaction.requiringNew().call(() -> {
            entities.createNativeQuery("select set_config('transaction_read_only', 'on', true), set_config('statement_timeout', :limit_ms, true)")
                .setParameter("limit_ms", Long.toString(LIMIT.toMillis())).getSingleResult();
            return read.get();
        });
    }
}
