package credit;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.smallrye.mutiny.Uni;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.Semaphore;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/**
 * Accounts in Redis, for all processes, each with how far its partition was told. What a check read puts one there, and every process
 * that serves checks writes what {@code credit.state} tells of those; the greater version holds, so that it does not matter who does,
 * nor how often.
 */
final class RedisStates implements CreditStates {

    private static final Logger LOG = Logger.getLogger(RedisStates.class);
    private static final String SCRIPT = script();
    /** Accounts written with one call: Redis does nothing else so long. */
    private static final int MAX_ACCOUNTS = 500;
    /** Calls under way that keep what a check read; one more is left out, and the next check reads again. */
    private static final int MAX_READS = 64;
    private static final Duration WRITE_LIMIT = Duration.ofSeconds(2);
    private static final long PAUSE_MS = 100;

    private final RedisServer redis;
    private final StatePartitions partitions;
    private final PostgresClock clock;
    private final String ttlMs;
    private final Semaphore reads = new Semaphore(MAX_READS);

    /** An account and the tick of its partition, as they were at one moment. */
    private record Kept(Account account, boolean isFresh) { }

    RedisStates(RedisServer redis, StatePartitions partitions, PostgresClock clock, CacheConfig config) {
        this.redis = redis;
        this.partitions = partitions;
        this.clock = clock;
        this.ttlMs = Long.toString(config.ttl().toMillis());
    }

    @Override
    public Uni<Look> look(String customerId) {
        OptionalInt partition = partitions.of(customerId);
        if (partition.isEmpty()) {
            return Uni.createFrom().item(Look.BEHIND);
        }
        return look(List.of(customerId)).chain(own -> own.result() == Result.HIT && own.standing().own().pool().size() > 1
            ? look(own.standing().own().pool()) : Uni.createFrom().item(own));
    }

    /** One read, the accounts and their ticks at the same moment. */
    private Uni<Look> look(List<String> levels) {
        List<String> keys = new ArrayList<>(2 * levels.size());
        for (String level : levels) {
            int partition = partitions.of(level).orElseThrow();
            keys.add(accountKey(partition, level));
            keys.add(tickKey(partition));
        }
        return redis.values(keys).map(this::found);
    }

    private Look found(List<String> values) {
        List<Account> accounts = new ArrayList<>(values.size() / 2);
        boolean isFresh = true;
        for (int i = 0; i < values.size(); i += 2) {
            Kept kept = kept(values.get(i), values.get(i + 1));
            if (kept == null) {
                return Look.ABSENT;
            }
            isFresh &= kept.isFresh;
            accounts.add(kept.account);
        }
        return isFresh ? Look.hit(accounts) : Look.BEHIND;
    }

    /** Null: it is not there, or only its version is, or it is from before Redis started again. */
    private Kept kept(String account, String tick) {
        if (account == null || account.startsWith("-")) {
            return null;
        }
        String[] runVersionJson = account.split(" ", 3);
        String[] runMicros = tick == null ? null : tick.split(" ", 2);
        if (runMicros != null && !runMicros[0].equals(runVersionJson[0])) {
            return null;
        }
        try {
            return new Kept(AccountJson.read(runVersionJson[2]), runMicros != null && clock.isFresh(Long.parseLong(runMicros[1])));
        } catch (IOException e) {
            throw new UncheckedIOException("Redis holds an account that OrderSync did not write", e);
        }
    }

    /** Waits for Redis as long as it is away: what is not written would be missing, and later states would pass for all. */
    @Override
    public void told(int partition, List<Account> accounts, long asOfMicros) {
        for (int from = 0; from == 0 || from < accounts.size(); from += MAX_ACCOUNTS) {
            int to = Math.min(from + MAX_ACCOUNTS, accounts.size());
            writeUntilTaken(partition, accounts.subList(from, to), to == accounts.size() ? asOfMicros : 0);
        }
    }

    private void writeUntilTaken(int partition, List<Account> accounts, long asOfMicros) {
        for (long failures = 0; !Thread.currentThread().isInterrupted(); failures++) {
            try {
                write(partition, "told", accounts, asOfMicros).await().atMost(WRITE_LIMIT);
                return;
            } catch (RuntimeException e) {
                if (failures == 0) {
                    LOG.warnf("Redis does not take the accounts of dealers; checks read PostgreSQL until it does: %s", e.getMessage());
                }
                pause();
            }
        }
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE_MS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Override
    public void read(List<Account> accounts, long readAtMicros) {
        Map<Integer, List<Account>> byPartition = accounts.stream().filter(account -> partitions.of(account.customerId()).isPresent())
            .collect(Collectors.groupingBy(account -> partitions.of(account.customerId()).getAsInt()));
        byPartition.forEach((partition, of) -> {
            if (reads.tryAcquire()) {
                write(partition, "read", of, readAtMicros).onTermination().invoke(() -> reads.release())
                    .subscribe().with(kept -> { }, failure -> LOG.debugf("Redis did not take what was read: %s", failure.getMessage()));
            }
        });
    }

    private Uni<?> write(int partition, String how, List<Account> accounts, long asOfMicros) {
        List<String> keys = new ArrayList<>(1 + accounts.size());
        List<String> arguments = new ArrayList<>(3 + 2 * accounts.size());
        keys.add(tickKey(partition));
        arguments.addAll(List.of(ttlMs, how, Long.toString(asOfMicros)));
        for (Account account : accounts) {
            keys.add(accountKey(partition, account.customerId()));
            arguments.add(Long.toString(account.version()));
            arguments.add(AccountJson.text(account));
        }
        return redis.run(SCRIPT, keys, arguments);
    }

    /** Both in one slot of a Redis cluster. */
    private static String accountKey(int partition, String customerId) {
        return "credit:{" + partition + "}:account:" + customerId;
    }

    private static String tickKey(int partition) {
        return "credit:{" + partition + "}:tick";
    }

    private static String script() {
        try (InputStream script = RedisStates.class.getResourceAsStream("/redis/keep-accounts.lua")) {
            return new String(script.readAllBytes(), UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
