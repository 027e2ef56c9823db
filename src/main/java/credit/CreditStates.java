package credit;

import io.smallrye.mutiny.Uni;
import java.util.List;

/**
 * Accounts kept at hand for checks, true to within {@code ordersync.credit.cache.max-lag}. No order is accepted on its word.
 */
public interface CreditStates {

    /** How a look ended. */
    enum Result {
        /** It is here and fresh. */
        HIT,
        /** It is not here; PostgreSQL may know it. */
        ABSENT,
        /** What is here may be too old. */
        BEHIND,
        /** The cache did not answer. */
        FAILED
    }

    /**
     * What was found.
     *
     * @param standing null but for a hit
     */
    record Look(Result result, Standing standing) {

        static final Look ABSENT = new Look(Result.ABSENT, null);
        static final Look BEHIND = new Look(Result.BEHIND, null);

        static Look hit(List<Account> levels) {
            return new Look(Result.HIT, new Standing(levels));
        }
    }

    /** Looks for a dealer and all above it. Fails when the cache cannot be asked. */
    Uni<Look> look(String customerId);

    /**
     * Takes what one partition of {@code credit.state} told, in its order. Of two states of an account the one of the greater
     * version holds. Returns once it is kept, however long that takes.
     *
     * @param asOfMicros all changes committed before are told, microseconds since the epoch by PostgreSQL's clock; 0: not said
     */
    void told(int partition, List<Account> accounts, long asOfMicros);

    /**
     * Takes accounts that PostgreSQL was asked for because they were not here.
     *
     * @param readAtMicros before PostgreSQL took the snapshot that they were read from, by its clock
     */
    void read(List<Account> accounts, long readAtMicros);
}
