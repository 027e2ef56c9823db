package routes;

import channels.RawMessage;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.json.JsonMapper;
import credit.CreditBlock;
import credit.CreditLedger;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import mappings.Outcome;
import orders.CanonicalEvent;
import org.apache.camel.Exchange;
import org.apache.camel.Message;

/**
 * Content enricher: has the credit of a batch's orders decided, in one call, and writes each decision into its canonical
 * message. Only messages of channels that can tell a dealer are asked about; a batch without any costs nothing here.
 */
@ApplicationScoped
class CreditDecisions {

    /** A batch's list of {@link Question}. */
    static final String QUESTIONS = "ordersync.credit.questions";

    private static final ObjectWriter JSON = JsonMapper.builder().build().writer();
    private static final byte[] FIELD = ",\"credit\":".getBytes(StandardCharsets.US_ASCII);

    private final CreditLedger ledger;
    private final MeterRegistry meters;
    private final Clock clock = Clock.systemUTC();

    /**
     * A canonical message that may concern a dealer's credit.
     *
     * @param canonical what goes on, with {@code json} as its body until a decision is written into it
     * @param record    the record it was read from
     * @param mapping   that wrote it
     */
    record Question(Message canonical, byte[] json, KafkaRecord record, RawMessage raw, String mapping) { }

    @Inject
    CreditDecisions(CreditLedger ledger, MeterRegistry meters) {
        this.ledger = ledger;
        this.meters = meters;
    }

    /** May be called again for the same batch: an order decided already is told the same. */
    @SuppressWarnings("unchecked")
    void decide(Exchange batch) throws SQLException {
        List<Question> questions = batch.getProperty(QUESTIONS, List.class);
        if (questions.isEmpty()) {
            return;
        }
        Set<Message> refused = Collections.newSetFromMap(new IdentityHashMap<>());
        List<Message> dead = new ArrayList<>();
        Halves.of(questions, this::decide, (question, refusal) -> {
            refused.add(question.canonical);
            dead.add(letter(batch, question, refusal));
        });
        batch.getMessage().getBody(List.class).removeIf(refused::contains);
        batch.getProperty(Normalization.DEAD_LETTERS, List.class).addAll(dead);
    }

    /** Whether a decision is written into a canonical message of this batch. */
    @SuppressWarnings("unchecked")
    static boolean isDecided(Exchange batch, Message canonical) {
        List<Question> questions = batch.getProperty(QUESTIONS, List.class);
        return questions.stream().anyMatch(question -> question.canonical == canonical && canonical.getBody() != question.json);
    }

    private void decide(List<Question> questions) throws SQLException {
        List<CreditBlock> decided = ledger.decide(questions.stream().map(question -> CanonicalEvent.parse(question.json)).toList());
        for (int i = 0; i < decided.size(); i++) {
            Question question = questions.get(i);
            question.canonical.setBody(decided.get(i) == null ? question.json : with(decided.get(i), question.json));
        }
    }

    /** The canonical message, a JSON object with fields, with one field more at its end. */
    private static byte[] with(CreditBlock block, byte[] json) {
        try {
            byte[] credit = JSON.writeValueAsBytes(block);
            byte[] told = Arrays.copyOf(json, json.length + FIELD.length + credit.length);
            System.arraycopy(FIELD, 0, told, json.length - 1, FIELD.length);
            System.arraycopy(credit, 0, told, json.length - 1 + FIELD.length, credit.length);
            told[told.length - 1] = '}';
            return told;
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("Text and a number did not become JSON", impossible);
        }
    }

    private Message letter(Exchange batch, Question question, SQLException refusal) {
        RawMessage raw = question.raw;
        if (raw.replayId() == null) {
            meters.counter("ordersync.dead", "channel", raw.channel(), "reason", Outcome.Reason.NOT_STORABLE.name()).increment();
        }
        return DeadLetterMessages.write(batch, question.record, raw, Outcome.Reason.NOT_STORABLE.name(),
            "PostgreSQL refuses a value of it where its credit is decided (SQLSTATE " + refusal.getSQLState() + ")",
            "Mend the mapping " + question.mapping + ", or the message, so that it gives values that can be stored; then replay.",
            question.mapping, clock.instant());
    }
}
