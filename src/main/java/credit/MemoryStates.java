package credit;

import io.smallrye.mutiny.Uni;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** All accounts in this process; those beyond {@code ordersync.credit.cache.max-dealers} are not here. None is ever taken out. */
final class MemoryStates implements CreditStates {

    private final Map<String, Account> accounts = new ConcurrentHashMap<>();
    private final Map<Integer, AtomicLong> asOfMicros = new ConcurrentHashMap<>();
    private final StatePartitions partitions;
    private final PostgresClock clock;
    private final int maxDealers;

    MemoryStates(StatePartitions partitions, PostgresClock clock, CacheConfig config) {
        this.partitions = partitions;
        this.clock = clock;
        this.maxDealers = config.maxDealers();
    }

    @Override
    public Uni<Look> look(String customerId) {
        return Uni.createFrom().item(() -> found(customerId));
    }

    /** Whether it is fresh is asked before it is read: what is told in between may make old fresh. */
    private Look found(String customerId) {
        boolean isFresh = isFresh(customerId);
        Account own = accounts.get(customerId);
        if (own == null) {
            return Look.ABSENT;
        }
        List<Account> levels = new ArrayList<>(own.pool().size());
        levels.add(own);
        for (String above : own.pool().subList(1, own.pool().size())) {
            isFresh &= isFresh(above);
            Account account = accounts.get(above);
            if (account == null) {
                return Look.ABSENT;
            }
            levels.add(account);
        }
        return isFresh ? Look.hit(levels) : Look.BEHIND;
    }

    private boolean isFresh(String customerId) {
        OptionalInt partition = partitions.of(customerId);
        AtomicLong asOf = partition.isPresent() ? asOfMicros.get(partition.getAsInt()) : null;
        return asOf != null && clock.isFresh(asOf.get());
    }

    @Override
    public void told(int partition, List<Account> told, long asOf) {
        told.forEach(this::keep);
        asOfMicros.computeIfAbsent(partition, first -> new AtomicLong()).accumulateAndGet(asOf, Math::max);
    }

    /** A change that it does not have is told by the topic, so that it needs no other check than its version. */
    @Override
    public void read(List<Account> read, long readAtMicros) {
        read.forEach(this::keep);
    }

    private void keep(Account account) {
        if (accounts.size() < maxDealers || accounts.containsKey(account.customerId())) {
            accounts.merge(account.customerId(), account, (kept, told) -> told.version() > kept.version() ? told : kept);
        }
    }
}
