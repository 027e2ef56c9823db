package routes;

import channels.RawMessage;
import deadletter.FailedMessage;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import mappings.ChannelMapping;
import mappings.MappingRegistry;
import mappings.Outcome;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.apache.camel.Processor;
import org.apache.camel.component.kafka.KafkaConstants;
import routes.CreditDecisions.Question;
import topics.MessageHeaders;
import topics.TopicsConfig;
import webhook.WebhookMetrics;

/**
 * Turns a batch of records of order_events into two lists: canonical messages (the body) and dead letters (a property).
 * What of it may concern a dealer's credit is listed for {@link CreditDecisions}.
 */
@ApplicationScoped
class Normalization implements Processor {

    static final String DEAD_LETTERS = "ordersync.dead-letters";

    private final MappingRegistry mappings;
    private final MeterRegistry meters;
    private final TopicsConfig topics;
    /** A lookup in the registry for each message costs more than the message's parsing. */
    private final Map<Counted, Counter> counters = new ConcurrentHashMap<>();
    private final Clock clock = Clock.systemUTC();

    private record Counted(String name, String channel, Tags tags) { }

    @Inject
    Normalization(MappingRegistry mappings, MeterRegistry meters, TopicsConfig topics) {
        this.mappings = mappings;
        this.meters = meters;
        this.topics = topics;
    }

    @Override
    public void process(Exchange batch) {
        List<KafkaRecord> records = KafkaBatch.records(batch);
        List<Message> canonical = new ArrayList<>(records.size());
        List<Message> dead = new ArrayList<>();
        List<Question> questions = new ArrayList<>();
        boolean refreshed = false;
        for (KafkaRecord record : records) {
            RawMessage raw = KafkaMessages.read(record);
            if (raw.replayId() != null && !refreshed) {
                // Whoever replays has just mended the mapping.
                mappings.refresh();
                refreshed = true;
            }
            ChannelMapping mapping = mappings.find(raw.channel() == null ? "" : raw.channel()).orElse(null);
            Outcome outcome = mapping == null ? withoutChannel(raw) : mapping.map(raw);
            if (outcome instanceof Outcome.Canonical understood) {
                Message message = canonical(batch, record, raw, understood);
                canonical.add(message);
                if (mapping.tellsDealers()) {
                    questions.add(new Question(message, understood.json(), record, raw, understood.mapping()));
                }
                count("ordersync.normalized", raw.channel(), Tags.empty());
            } else if (outcome instanceof Outcome.Dead wrong) {
                dead.add(DeadLetterMessages.write(batch, record, raw, wrong.reason().name(), wrong.detail(),
                    wrong.remedy(), wrong.mapping(), clock.instant()));
                if (raw.replayId() == null) {
                    // Who else writes to the topic may name channels without end.
                    count("ordersync.dead", mapping == null ? WebhookMetrics.UNKNOWN : raw.channel(), Tags.of("reason", wrong.reason().name()));
                }
            } else if (outcome instanceof Outcome.Ignored ignored) {
                count("ordersync.ignored", raw.channel(), Tags.empty());
                if (raw.replayId() != null) {
                    // The replay has to hear that its message is passed over, not lost.
                    dead.add(DeadLetterMessages.write(batch, record, raw, FailedMessage.IGNORED, ignored.why(),
                        "Nothing: the channel's file passes this kind of message over.", ignored.mapping(), clock.instant()));
                }
            }
        }
        batch.setProperty(DEAD_LETTERS, dead);
        batch.setProperty(CreditDecisions.QUESTIONS, questions);
        batch.getMessage().setBody(canonical);
    }

    private static Outcome withoutChannel(RawMessage raw) {
        return new Outcome.Dead(String.valueOf(raw.channel()), Outcome.Reason.NO_CHANNEL,
            "channel " + raw.channel() + " has no folder in mappings/",
            "Put its folder back, or leave this letter if the channel was given up; then replay.");
    }

    /** Of one canonical message that Kafka refuses for its size, makes the dead letter. The body is a list of it, and becomes one of the letter. */
    void refuse(Exchange alone) {
        CanonicalMessage message = (CanonicalMessage) alone.getMessage().getBody(List.class).get(0);
        RawMessage raw = KafkaMessages.read(message.record);
        if (raw.replayId() == null) {
            count("ordersync.dead", raw.channel(), Tags.of("reason", Outcome.Reason.TOO_LARGE.name()));
        }
        String held = CreditDecisions.isDecided(alone, message)
            ? " Its order's credit is decided: what is held for it stays held until then, or until the channel tells that it is cancelled." : "";
        alone.getMessage().setBody(List.of(DeadLetterMessages.write(alone, message.record, raw, Outcome.Reason.TOO_LARGE.name(),
            "Kafka refuses the canonical message: its " + message.getBody(byte[].class).length + " bytes are more than the topic " + topics.normalized() + " takes",
            "Raise max.message.bytes of the topic to 2097152, or map fewer or shorter items; then replay." + held, message.mapping, clock.instant())));
    }

    private static Message canonical(Exchange batch, KafkaRecord record, RawMessage raw, Outcome.Canonical understood) {
        Message message = new CanonicalMessage(batch.getContext(), record, understood.mapping());
        message.setBody(understood.json());
        message.setHeader(KafkaConstants.KEY, understood.key());
        if (raw.replayId() != null) {
            message.setHeader(MessageHeaders.REPLAY, raw.replayId());
        }
        return message;
    }

    private void count(String name, String channel, Tags tags) {
        counters.computeIfAbsent(new Counted(name, channel, tags),
            counted -> meters.counter(counted.name, counted.tags.and("channel", counted.channel))).increment();
    }
}
