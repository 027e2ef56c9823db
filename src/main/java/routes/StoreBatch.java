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
import java.util.List;
import java.util.Map;
import java.util.Objects;
import mappings.Outcome;
import orders.DetailsShops;
import orders.OrderBatch;
import orders.OrderBatch.Column;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.component.kafka.KafkaConstants;

/** Between a batch of canonical records and the statement that stores them. */
@ApplicationScoped
class StoreBatch {

    /** Freshness is measured on every so manieth message: exact enough for a percentile, and cheap. */
    private static final int FRESHNESS_SAMPLE = 16;

    private static final String COLUMNS = "ordersync.batch.columns";
    private static final String RECORD = "ordersync.batch.record";

    private final DetailsShops detailsShops;
    private final Timer freshness;
    private final Counter stored;
    private final Clock clock = Clock.systemUTC();

    @Inject
    StoreBatch(DetailsShops detailsShops, MeterRegistry meters) {
        this.detailsShops = detailsShops;
        this.stored = meters.counter("ordersync.stored");
        this.freshness = Timer.builder("ordersync.freshness").description("From received to stored, without replays and backfills")
            .publishPercentiles(0.5, 0.99).publishPercentileHistogram()
            .maximumExpectedValue(Duration.ofMinutes(10)).register(meters);
    }

    /** Sets the statement's parameters for all records of the batch. */
    void columns(Exchange batch) {
        set(batch, KafkaBatch.records(batch).stream().map(Exchange::getMessage).toList());
    }

    /** Makes the body the records, to be stored one at a time. */
    void messages(Exchange batch) {
        batch.getMessage().setBody(KafkaBatch.records(batch));
    }

    /** Sets the statement's parameters for the one record that is the body. */
    void column(Exchange exchange) {
        Message record = exchange.getMessage().getBody(Exchange.class).getMessage();
        exchange.setProperty(RECORD, record);
        set(exchange, List.of(record));
    }

    /** Counts what is committed. */
    void stored(Exchange batch) {
        List<Exchange> records = KafkaBatch.records(batch);
        stored.increment(records.size());
        Instant now = clock.instant();
        OrderBatch sample = sample(records);
        for (int i = 0; i < sample.size(); i++) {
            if (!sample.column(Column.SOURCE)[i].equals(RawMessage.Source.BACKFILL.word)) {
                freshness.record(Duration.between(Instant.parse(sample.column(Column.RECEIVED_AT)[i]), now));
            }
        }
    }

    /** Without replays, which came long ago; nor is a backfill of long ago fresh. */
    private static OrderBatch sample(List<Exchange> records) {
        List<byte[]> messages = new ArrayList<>(records.size() / FRESHNESS_SAMPLE + 1);
        for (int i = 0; i < records.size(); i += FRESHNESS_SAMPLE) {
            Message record = records.get(i).getMessage();
            if (KafkaMessages.header(record, KafkaMessages.REPLAY) == null) {
                messages.add(record.getBody(byte[].class));
            }
        }
        return OrderBatch.of(messages);
    }

    /** Makes the message of a record that PostgreSQL refuses a dead letter. */
    void refused(Exchange exchange) {
        Message record = exchange.getProperty(RECORD, Message.class);
        if (exchange.getProperty(Exchange.EXCEPTION_CAUGHT) instanceof IllegalArgumentException foreign) {
            exchange.setMessage(foreign(exchange, record, foreign.getMessage()));
            return;
        }
        SQLException refusal = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, SQLException.class);
        OrderBatch columns = exchange.getProperty(COLUMNS, OrderBatch.class);
        String mapping = columns.column(Column.MAPPING)[0];
        RawMessage raw = new RawMessage(channel(mapping), KafkaMessages.text(record.getHeader(KafkaConstants.KEY)),
            record.getBody(byte[].class), Map.of(), Instant.parse(columns.column(Column.RECEIVED_AT)[0]),
            RawMessage.Source.of(columns.column(Column.SOURCE)[0]), KafkaMessages.header(record, KafkaMessages.REPLAY));
        exchange.setMessage(DeadLetterMessages.write(exchange, record, raw, Outcome.Reason.NOT_STORABLE.name(),
            "PostgreSQL refuses the canonical message (SQLSTATE " + refusal.getSQLState() + ")",
            "Mend the mapping " + mapping + " so that it gives values that can be stored; then send the message again from the channel.",
            mapping, clock.instant()));
    }

    /** A record that NORMALIZE did not write. */
    private Message foreign(Exchange exchange, Message record, String why) {
        byte[] body = record.getBody() instanceof byte[] bytes ? bytes : new byte[0];
        RawMessage raw = new RawMessage("unknown", String.valueOf(KafkaMessages.text(record.getHeader(KafkaConstants.KEY))), body, Map.of(),
            Instant.ofEpochMilli((Long) record.getHeader(KafkaConstants.TIMESTAMP)), RawMessage.Source.WEBHOOK, null);
        return DeadLetterMessages.write(exchange, record, raw, Outcome.Reason.NOT_STORABLE.name(), "no canonical message: " + why,
            "Find out who writes to this topic; NORMALIZE alone should.", "unknown", clock.instant());
    }

    /** The folder of a mapping such as {@code lazada/order-status.jslt@3f9a1c02}. */
    private static String channel(String mapping) {
        return mapping.substring(0, Math.max(0, mapping.indexOf('/')));
    }

    /** Whether the values are wrong (SQLSTATE classes 21, 22, 23 and 54, or no canonical message at all), rather than the database away. */
    static boolean isRefused(Exchange exchange) {
        if (exchange.getProperty(Exchange.EXCEPTION_CAUGHT) instanceof IllegalArgumentException) {
            return true;
        }
        SQLException refusal = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, SQLException.class);
        String state = refusal == null ? null : refusal.getSQLState();
        return state != null && (state.startsWith("21") || state.startsWith("22") || state.startsWith("23") || state.startsWith("54"));
    }

    private void set(Exchange exchange, List<Message> records) {
        OrderBatch columns = OrderBatch.of(records.stream().map(record -> record.getBody(byte[].class)).toList());
        exchange.setProperty(COLUMNS, columns);
        Message message = exchange.getMessage();
        message.removeHeaders("*");
        for (Column column : Column.values()) {
            message.setHeader(column.field, columns.column(column));
        }
        message.setHeader("reverse", columns.reverse());
        message.setHeader("first_delivery", columns.firstDelivery());
        message.setHeader("newest_forth", columns.newestForth());
        message.setHeader("newest_back", columns.newestBack());
        message.setHeader("partitions", records.stream().mapToInt(r -> (Integer) r.getHeader(KafkaConstants.PARTITION)).distinct().toArray());
        message.setHeader("details_of", detailsShops.keys());
        message.setHeader("replays", records.stream().map(r -> KafkaMessages.header(r, KafkaMessages.REPLAY))
            .filter(Objects::nonNull).toArray(String[]::new));
    }
}
