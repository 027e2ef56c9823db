package credit;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Instant;

/**
 * A record of {@code credit.state}: an account under its dealer's id, or a tick under {@link #TICK}, which says that all
 * changes committed before its time have been told in this partition.
 */
public record StateRecord(int partition, String key, byte[] value) {

    /** No dealer has the empty id. */
    static final String TICK = "";

    static StateRecord of(Account account, int partitions) {
        return new StateRecord(StatePartitions.of(account.customerId(), partitions), account.customerId(), AccountJson.bytes(account));
    }

    /** @param asOf by PostgreSQL's clock */
    static StateRecord tick(int partition, Instant asOf) {
        return new StateRecord(partition, TICK, Long.toString(PostgresClock.micros(asOf)).getBytes(UTF_8));
    }
}
