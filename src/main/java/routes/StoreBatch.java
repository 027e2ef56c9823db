package routes;

import channels.RawMessage;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import mappings.Outcome;
import orders.CanonicalEvent;
import orders.OrderBatch;
import orders.OrderStore;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import tally.Latencies;
import tally.Tally;
import topics.MessageHeaders;

/** Between a batch of canonical records and the store of orders. */
@ApplicationScoped
class StoreBatch {

    /** Freshness is measured on every so manieth message: exact enough for a percentile, and cheap. */
    private static final int FRESHNESS_SAMPLE = 16;

    /** Of canonical messages. A full batch of those that tell a status stays far below it; one with a thousand items each does not. */
    private static final int TRANSACTION_MAX_BYTES = 32 << 20;

    private static final String STORED = "ordersync.batch.stored";

    private final OrderStore orders;
    private final Timer freshness;
    private final Counter stored;
    private final Tally tally;
    private final Clock clock = Clock.systemUTC();

    @Inject
    StoreBatch(OrderStore orders, MeterRegistry meters, Tally tally) {
        this.orders = orders;
        this.tally = tally;
        this.stored = meters.counter("ordersync.stored");
        this.freshness = Timer.builder("ordersync.freshness").description("From received to stored, without replays and backfills")
            .publishPercentiles(0.5, 0.99).publishPercentileHistogram()
            .maximumExpectedValue(Duration.ofMinutes(10)).register(meters);
    }

    /**
     * Stores the batch, and makes the dead letters of what cannot be stored the body. A value that PostgreSQL refuses fails the whole
     * batch; then its halves are stored, until the wrong one is alone. So does a record that is no canonical message; it is sorted out.
     */
    void store(Exchange batch) throws SQLException {
        List<KafkaRecord> stored = new ArrayList<>(KafkaBatch.records(batch));
        List<Message> refused = new ArrayList<>();
        try {
            storeHalves(batch, stored, refused);
        } catch (IllegalArgumentException foreign) {
            refused.clear();
            stored = canonical(batch, refused);
            storeHalves(batch, stored, refused);
        }
        batch.setProperty(STORED, stored);
        batch.getMessage().setBody(refused);
    }

    /** @param stored what is refused is taken out of it */
    private void storeHalves(Exchange batch, List<KafkaRecord> stored, List<Message> refused) throws SQLException {
        if (!stored.isEmpty()) {
            Halves.of(List.copyOf(stored), this::store, (record, refusal) -> {
                refused.add(letter(batch, record, refusal));
                stored.remove(record);
            });
        }
    }

    private List<KafkaRecord> canonical(Exchange batch, List<Message> refused) {
        List<KafkaRecord> canonical = new ArrayList<>();
        for (KafkaRecord record : KafkaBatch.records(batch)) {
            try {
                CanonicalEvent.parse(record.body());
                canonical.add(record);
            } catch (IllegalArgumentException foreign) {
                refused.add(foreign(batch, record, foreign.getMessage()));
            }
        }
        return canonical;
    }

    /** Counts what is committed. */
    void stored(Exchange batch) {
        List<?> all = batch.getProperty(STORED, List.class);
        List<KafkaRecord> records = all.stream().map(KafkaRecord.class::cast).toList();
        stored.increment(records.size());
        countPlatforms(records);
        Instant now = clock.instant();
        for (int i = 0; i < records.size(); i += FRESHNESS_SAMPLE) {
            KafkaRecord record = records.get(i);
            CanonicalEvent event = CanonicalEvent.parse(record.body());
            // A replay came long ago; nor is a backfill of long ago fresh.
            if (record.header(MessageHeaders.REPLAY) == null && !event.source().equals(RawMessage.Source.BACKFILL.word)) {
                Duration took = Duration.between(event.receivedAt(), now);
                freshness.record(took);
                tally.add(Tally.Kind.FRESHNESS, "", Integer.toString(Latencies.step(took)), 1);
            }
        }
    }

    /** By the beginning of the key, {@code platform:shop_id:order_id}. */
    private void countPlatforms(List<KafkaRecord> records) {
        Map<String, Integer> counts = new HashMap<>();
        String platform = "";
        for (KafkaRecord record : records) {
            String key = String.valueOf(record.key());
            int end = Math.max(0, key.indexOf(':'));
            // Nearly always the last one's.
            platform = end == platform.length() && key.startsWith(platform) ? platform : key.substring(0, end);
            counts.merge(platform, 1, Integer::sum);
        }
        counts.forEach((of, count) -> tally.add(Tally.Kind.STORED, of, "", count));
    }

    private Message letter(Exchange batch, KafkaRecord record, SQLException refusal) {
        CanonicalEvent event = CanonicalEvent.parse(record.body());
        String mapping = event.mapping();
        RawMessage raw = new RawMessage(channel(mapping), record.key(), record.body(), Map.of(), event.receivedAt(),
            RawMessage.Source.of(event.source()), record.header(MessageHeaders.REPLAY));
        return DeadLetterMessages.write(batch, record, raw, Outcome.Reason.NOT_STORABLE.name(),
            "PostgreSQL refuses the canonical message (SQLSTATE " + refusal.getSQLState() + ")",
            "Mend the mapping " + mapping + " so that it gives values that can be stored; then send the message again from the channel.",
            mapping, clock.instant());
    }

    /** A record that NORMALIZE did not write. */
    private Message foreign(Exchange exchange, KafkaRecord record, String why) {
        RawMessage raw = new RawMessage("unknown", String.valueOf(record.key()), record.body(), Map.of(),
            Instant.ofEpochMilli(record.timestamp()), RawMessage.Source.WEBHOOK, null);
        return DeadLetterMessages.write(exchange, record, raw, Outcome.Reason.NOT_STORABLE.name(), "no canonical message: " + why,
            "Find out who writes to this topic; NORMALIZE alone should.", "unknown", clock.instant());
    }

    /** The folder of a mapping such as {@code lazada/order-status.jslt@3f9a1c02}. */
    private static String channel(String mapping) {
        return mapping.substring(0, Math.max(0, mapping.indexOf('/')));
    }

    /** Those of a very large batch in several transactions. */
    private void store(List<KafkaRecord> records) throws SQLException {
        List<KafkaRecord> part = new ArrayList<>();
        int bytes = 0;
        for (KafkaRecord record : records) {
            if (bytes + record.body().length > TRANSACTION_MAX_BYTES && !part.isEmpty()) {
                storePart(part);
                part.clear();
                bytes = 0;
            }
            part.add(record);
            bytes += record.body().length;
        }
        storePart(part);
    }

    private void storePart(List<KafkaRecord> records) throws SQLException {
        orders.store(OrderBatch.of(records.stream().map(KafkaRecord::body).toList()),
            records.stream().mapToInt(KafkaRecord::partition).distinct().toArray(),
            records.stream().map(record -> record.header(MessageHeaders.REPLAY)).filter(Objects::nonNull).toArray(String[]::new));
    }
}
