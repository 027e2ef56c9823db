package routes;

import channels.RawMessage;
import credit.DealerPayments;
import credit.DealerPayments.Settlement;
import credit.PaymentMessage;
import credit.PaymentMessage.WrongPayment;
import credit.Releases;
import credit.SettledPayment;
import deadletter.Replays;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.SQLException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import mappings.Outcome;
import org.apache.camel.Exchange;
import org.apache.camel.Message;
import org.jboss.logging.Logger;

/** Between a batch of records of payment.settled and the ledger. */
@ApplicationScoped
class PaymentBatch {

    private static final Logger LOG = Logger.getLogger(PaymentBatch.class);
    private static final String READER = "payment.settled";

    private final DealerPayments payments;
    private final Releases releases;
    private final Replays replays;
    private final MeterRegistry meters;
    private final Clock clock = Clock.systemUTC();

    private record Told(KafkaRecord record, SettledPayment payment) { }

    @Inject
    PaymentBatch(DealerPayments payments, Releases releases, Replays replays, MeterRegistry meters) {
        this.payments = payments;
        this.releases = releases;
        this.replays = replays;
        this.meters = meters;
    }

    /**
     * Books the batch's payments, but for those on nobody's account, and makes the body the dead letters of those that are wrong.
     * Safe to be done again.
     */
    void settle(Exchange batch) throws SQLException {
        List<Told> told = new ArrayList<>();
        List<Message> dead = new ArrayList<>();
        Set<UUID> replayed = new HashSet<>();
        for (KafkaRecord record : KafkaBatch.records(batch)) {
            try {
                PaymentMessage payment = PaymentMessage.of(record.body());
                if (payment.isOnAccount()) {
                    told.add(new Told(record, payment.payment()));
                } else {
                    replayed.add(DeadLetterMessages.replay(record));
                }
            } catch (WrongPayment wrong) {
                dead.add(letter(batch, record, wrong.reason(), wrong.getMessage(), wrong.remedy()));
            }
        }
        if (!told.isEmpty()) {
            Halves.of(told, part -> {
                List<Settlement> settled = payments.settle(part.stream().map(Told::payment).toList());
                for (int i = 0; i < settled.size(); i++) {
                    if (settled.get(i) == Settlement.CONTRADICTED) {
                        dead.add(contradicted(batch, part.get(i).record));
                    } else {
                        replayed.add(DeadLetterMessages.replay(part.get(i).record));
                    }
                }
            }, (payment, refusal) -> dead.add(letter(batch, payment.record, Outcome.Reason.NOT_STORABLE,
                "PostgreSQL refuses a value of it (SQLSTATE " + refusal.getSQLState() + ")", "Mend the value and replay it with the body mended.")));
        }
        replays.stored(replayed.stream().filter(Objects::nonNull).toList());
        batch.getMessage().setBody(dead);
    }

    /** Releases at once what the payments made room for. What fails here is done by the next round of {@link CreditRoutes}. */
    void release(Exchange batch) {
        try {
            int released;
            do {
                released = releases.run();
            } while (released > 0);
        } catch (SQLException e) {
            LOG.warnf("Orders that wait for credit were not looked at after a payment; the next round does: %s", e.getMessage());
        }
    }

    private Message contradicted(Exchange batch, KafkaRecord record) {
        return letter(batch, record, Outcome.Reason.CONTRADICTED,
            "a payment of this payment_id came before, with another amount, currency, order or customer; that one stays as it is",
            "Find out which of the two is right. If both were made, replay this one with a payment_id of its own; correct a wrong one by an adjustment.");
    }

    private Message letter(Exchange batch, KafkaRecord record, Outcome.Reason reason, String detail, String remedy) {
        RawMessage read = KafkaMessages.read(record);
        RawMessage raw = new RawMessage(RawMessage.PAYMENT, read.key(), read.body(), read.headers(), read.receivedAt(), read.source(), read.replayId());
        if (raw.replayId() == null) {
            meters.counter("ordersync.dead", "channel", raw.channel(), "reason", reason.name()).increment();
        }
        return DeadLetterMessages.write(batch, record, raw, reason.name(), detail, remedy, READER, clock.instant());
    }
}
