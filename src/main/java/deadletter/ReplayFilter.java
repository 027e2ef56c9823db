package deadletter;

import java.time.Instant;

/**
 * Which dead letters are replayed, of those that are open or whose replay was lost; null means any.
 *
 * @param from failed at or after, UTC
 * @param to   failed before, UTC
 */
record ReplayFilter(String channel, String reason, Instant from, Instant to) {

    /** Names, beside the filter, the topic whose letters do not hold the channel's own message and so cannot be sent as they are. */
    static final String WITHOUT_TOPIC = "without_topic";

    /** The dead letters {@code d}, open or not, that {@code job.filter} means; the count, the start and the work of a job all use it. */
    static final String MATCHES = """
        d.topic is distinct from job.filter ->> 'without_topic'
        and (job.filter ->> 'channel' is null or d.channel = job.filter ->> 'channel')
        and (job.filter ->> 'reason' is null or d.reason = job.filter ->> 'reason')
        and (job.filter ->> 'from' is null or d.failed_at >= cast(job.filter ->> 'from' as timestamptz))
        and (job.filter ->> 'to' is null or d.failed_at < cast(job.filter ->> 'to' as timestamptz))
        """;
}
