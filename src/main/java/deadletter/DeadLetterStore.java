package deadletter;

import channels.RawMessage;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import mappings.MappingRegistry;
import mappings.Outcome;

/** Lands failed messages in the table {@code dead_letter}: a batch is one statement, and so one transaction. */
@ApplicationScoped
public class DeadLetterStore {

    /**
     * Takes {@link #batch} as the parameter {@code batch}. A first failure becomes a dead letter, once however often it
     * is read, and once of the same bytes and headers under the same key: a poll tells them every few minutes while its cursor
     * rests, and a slow Kafka has them by the spool as well. Where a replay of that one was stored, they are seen to. A failed
     * replay ends that replay and opens its dead letter again, with the new reason where the body was the original one; an
     * ignored replay resolves it. A replay nobody knows is kept as a dead letter of its own.
     * Returns how many dead letters are new, by channel and reason.
     */
    public static final String INSERT = """
        with failed as (
            select *, sha256(decode(body, 'base64')) as hash from jsonb_to_recordset(cast(:?batch as jsonb)) as f (
                channel text, reason text, detail text, remedy text, mapping text, key text, body text, headers jsonb, source text,
                received_at timestamptz, failed_at timestamptz, topic text, kafka_partition int, kafka_offset bigint, replay_id uuid)
        ), replay as (
            update dead_letter_replay r
            set state = case f.reason when 'IGNORED' then 'IGNORED' else 'FAILED' end,
                reason = f.reason, detail = f.detail, finished_at = now()
            from (select distinct on (replay_id) * from failed where replay_id is not null order by replay_id, kafka_offset) f
            where r.id = f.replay_id and r.state = 'SENT'
            returning r.dead_letter_id, r.state, r.state = 'FAILED' and r.body is null as same_body, f.reason, f.detail, f.remedy, f.mapping
        ), letter as (
            update dead_letter d
            set status = case r.state when 'IGNORED' then 'RESOLVED' else 'OPEN' end,
                reason = case when r.same_body then r.reason else d.reason end,
                detail = case when r.same_body then r.detail else d.detail end,
                remedy = case when r.same_body then r.remedy else d.remedy end,
                mapping = case when r.same_body then r.mapping else d.mapping end
            from replay r where d.id = r.dead_letter_id and d.status = 'REPLAYING'
        ), fresh as (
            insert into dead_letter (channel, reason, detail, remedy, mapping, key, body, headers, source,
                                     received_at, failed_at, topic, kafka_partition, kafka_offset)
            select channel, reason, detail, remedy, mapping, key, decode(body, 'base64'), headers, source,
                   received_at, failed_at, topic, kafka_partition, kafka_offset
            from (select distinct on (channel, key, hash, headers) * from failed f
                   where not exists (select from dead_letter_replay r where r.id = f.replay_id)
                   order by channel, key, hash, headers, received_at, kafka_offset) f
            -- "offset 0": looked up one by one, for a join would read the bodies of all dead letters.
            where not exists (select from dead_letter d where sha256(d.body) = f.hash and d.channel = f.channel and d.key = f.key
                                 and d.headers = f.headers and (d.status <> 'RESOLVED' or exists (
                                     select from dead_letter_replay r where r.dead_letter_id = d.id and r.state = 'STORED')) offset 0)
            on conflict do nothing
            returning channel, reason
        )
        select channel, reason, count(*) as stored from fresh group by channel, reason""";

    /** What waits for a person or for its replay, by channel, or by ERP where it is a posting. */
    public static final String COUNT_OPEN = """
        select channel, source = 'outbox' as posting, count(*) as open from dead_letter where status in ('OPEN', 'REPLAYING') group by 1, 2""";

    /** The label of all that is not known: whoever writes to the topics may name channels and reasons without end. */
    private static final String UNKNOWN = "unknown";

    private static final ObjectMapper JSON = new ObjectMapper().registerModule(new JavaTimeModule())
        .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS).setPropertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE);

    private final MeterRegistry metrics;
    private final MappingRegistry mappings;
    private final MultiGauge open;

    @Inject
    public DeadLetterStore(MeterRegistry metrics, MappingRegistry mappings) {
        this.metrics = metrics;
        this.mappings = mappings;
        this.open = MultiGauge.builder("ordersync.dead.letters.open").description("Dead letters that are not resolved").register(metrics);
    }

    /** The JSON array that {@link #INSERT} takes. */
    public String batch(List<FailedMessage> messages) {
        try {
            return JSON.writeValueAsString(messages);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("Text, numbers and bytes did not become JSON", impossible);
        }
    }

    /** Counts what {@link #INSERT} returned. */
    public void stored(List<Map<String, Object>> rows) {
        for (Map<String, Object> row : rows) {
            metrics.counter("ordersync.dead.letters", "channel", channel((String) row.get("channel")), "reason", reason((String) row.get("reason")))
                .increment(((Number) row.get("stored")).doubleValue());
        }
    }

    /** Shows what {@link #COUNT_OPEN} returned. */
    public void open(List<Map<String, Object>> rows) {
        Map<String, Long> counts = new HashMap<>();
        for (Map<String, Object> row : rows) {
            String channel = (String) row.get("channel");
            counts.merge((Boolean) row.get("posting") ? channel : channel(channel), ((Number) row.get("open")).longValue(), Long::sum);
        }
        open.register(counts.entrySet().stream().map(count -> MultiGauge.Row.of(Tags.of("channel", count.getKey()), count.getValue())).toList(), true);
    }

    private String channel(String told) {
        return told.equals(RawMessage.PAYMENT) || mappings.find(told).isPresent() ? told : UNKNOWN;
    }

    private static String reason(String told) {
        return Stream.of(Outcome.Reason.values()).anyMatch(reason -> reason.name().equals(told)) ? told : UNKNOWN;
    }
}
