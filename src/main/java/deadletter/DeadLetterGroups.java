package deadletter;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;
import database.ReadTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** The open dead letters by what is wrong with them: counted from an index, at most once in {@link #KEPT}. */
@ApplicationScoped
class DeadLetterGroups {

    private static final int MAX_GROUPS = 500;
    private static final Duration KEPT = Duration.ofSeconds(2);
    private static final String ALL = "all";
    /** A mapping's version, which every edit changes, does not make another group. */
    private static final String GROUPS = """
        select channel, reason, mapping, sum(open) as open, min(oldest) as oldest, max(newest) as newest, max(sample) as sample
          from (select channel, reason, regexp_replace(mapping, '@[0-9a-f]+$', '') as mapping, open, oldest, newest, sample
                  from (select channel, reason, mapping, count(*) as open, min(failed_at) as oldest, max(failed_at) as newest, max(id) as sample
                          from dead_letter where status = 'OPEN' group by channel, reason, mapping) as by_version) as by_file
         group by channel, reason, mapping order by open desc, channel, reason, mapping limit\s""" + MAX_GROUPS;

    private final LoadingCache<String, Groups> answers;

    /**
     * Open dead letters of one channel, reason and mapping.
     *
     * @param mapping  without its version; the channel alone where no mapping decided
     * @param oldestAt when the first of them was found to be wrong, UTC
     * @param sampleId the latest of them
     */
    @JsonNaming(SnakeCaseStrategy.class)
    public record Group(String channel, String reason, String mapping, long open, Instant oldestAt, Instant newestAt, long sampleId) { }

    /** The largest first, at most 500. */
    public record Groups(List<Group> groups) { }

    DeadLetterGroups(ReadTransaction transaction, EntityManager entities) {
        this.answers = Caffeine.newBuilder().maximumSize(1).expireAfterWrite(KEPT).build(all -> transaction.of(() -> read(entities)));
    }

    Groups open() {
        return answers.get(ALL);
    }

    @SuppressWarnings("unchecked")
    private static Groups read(EntityManager entities) {
        List<Object[]> rows = entities.createNativeQuery(GROUPS).getResultList();
        return new Groups(rows.stream().map(row -> new Group((String) row[0], (String) row[1], (String) row[2], ((Number) row[3]).longValue(),
            (Instant) row[4], (Instant) row[5], ((Number) row[6]).longValue())).toList());
    }
}
