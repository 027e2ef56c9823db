package credit;

import credit.CreditConfig.Effect;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import orders.CanonicalEvent;
import orders.OrderKey;
import orders.OrderProgress;
import orders.OrderStatus;

/**
 * An order on account: what was told of it, and what was decided.
 *
 * @param facts         what its channel told
 * @param amount        in the dealer's currency; null: it is not known
 * @param held          what it holds of the limit
 * @param invoiced      what is owed for it
 * @param reason        why it waits; null: it does not
 * @param lockedAt      since when; null: it does not
 * @param overrideUntil a person released it until then; {@link Instant#MAX}: for good; null: nobody did
 * @param block         the decision, as its messages carry it; null: it is on nobody's account yet
 */
record CreditOrder(OrderKey key, Facts facts, BigDecimal amount, BigDecimal held, BigDecimal invoiced, Reason reason,
                   Instant lockedAt, Instant overrideUntil, CreditBlock block) {

    /**
     * What was told of an order. Of each fact the newest counts, by the source's time, and at equal times the greater.
     *
     * @param customerId  on whose account it is; null: nobody told it yet
     * @param toldAmount  in {@code toldCurrency}; null: none was told
     * @param lines       {@link OrderProgress#json}
     * @param orderedAt   the earliest source time
     * @param effect      what its status means, never {@link Effect#KEEP}
     * @param committedAt since when it meant {@link Effect#COMMIT} for the first time, by the source's time as finance counts it,
     *                    however late that was told; null: it never did
     */
    record Facts(String customerId, Instant dealerAt, BigDecimal toldAmount, String toldCurrency, Instant amountAt, String lines,
                 Instant orderedAt, Effect effect, Instant committedAt) {

        private static final Facts NONE = new Facts(null, null, null, null, null, OrderProgress.UNKNOWN.json(), null, null, null);

        /** The facts after {@code events}; {@code before} is null where none was told. */
        static Facts told(Facts before, List<CanonicalEvent> events, Function<OrderStatus, Effect> effects) {
            Facts facts = before == null ? NONE : before;
            for (CanonicalEvent event : events) {
                facts = facts.withDealer(event).withAmount(event).withTime(event.at());
            }
            OrderProgress progress = OrderProgress.of(facts.lines, facts.committedAt)
                .told(events, status -> effects.apply(status) == Effect.KEEP);
            Effect meant = effects.apply(progress.status());
            Effect effect = meant == Effect.KEEP ? Effect.HOLD : meant;
            return new Facts(facts.customerId, facts.dealerAt, facts.toldAmount, facts.toldCurrency, facts.amountAt, progress.json(),
                facts.orderedAt, effect, progress.since(status -> effects.apply(status) == Effect.COMMIT));
        }

        /** Whether both are of one dealer, one amount and one effect: nothing is to be decided anew. */
        boolean wishTheSameAs(Facts other) {
            return effect == other.effect && hasTheAmountOf(other);
        }

        boolean hasTheAmountOf(Facts other) {
            return Objects.equals(customerId, other.customerId) && Objects.equals(toldAmount, other.toldAmount)
                && Objects.equals(toldCurrency, other.toldCurrency);
        }

        /** Whether it is to take something of the limit; else it is over, and nothing is asked. */
        boolean wantsCredit() {
            return effect == Effect.HOLD || effect == Effect.COMMIT;
        }

        private Facts withDealer(CanonicalEvent event) {
            String told = event.dealerId();
            return told == null || !isNewer(event.at(), told, dealerAt, customerId) ? this
                : new Facts(told, event.at(), toldAmount, toldCurrency, amountAt, lines, orderedAt, effect, committedAt);
        }

        private Facts withAmount(CanonicalEvent event) {
            if (event.amount() == null) {
                return this;
            }
            BigDecimal told = new BigDecimal(event.amount()).setScale(CreditLedger.DECIMALS);
            return !isNewer(event.at(), told + " " + event.currency(), amountAt, toldAmount + " " + toldCurrency) ? this
                : new Facts(customerId, dealerAt, told, event.currency(), event.at(), lines, orderedAt, effect, committedAt);
        }

        private Facts withTime(Instant at) {
            return new Facts(customerId, dealerAt, toldAmount, toldCurrency, amountAt, lines, earlier(orderedAt, at), effect, committedAt);
        }

        private static boolean isNewer(Instant at, String value, Instant knownAt, String known) {
            return knownAt == null || at.isAfter(knownAt) || at.equals(knownAt) && value.compareTo(known) > 0;
        }

        private static Instant earlier(Instant one, Instant other) {
            return one == null || other.isBefore(one) ? other : one;
        }
    }

    /** An order whose dealer nobody has told yet. */
    static CreditOrder onNobodysAccount(OrderKey key, Facts facts) {
        return new CreditOrder(key, facts, null, BigDecimal.ZERO, BigDecimal.ZERO, null, null, null, null);
    }

    /** Nothing was accepted of it that still counts: it is decided on like a new one. */
    boolean takesNothing() {
        return exposure().signum() == 0 && (isLocked() || !facts.wantsCredit());
    }

    boolean isLocked() {
        return reason != null;
    }

    /** Its invoice is still to come, so a payment that names it waits. */
    boolean isOnItsWay() {
        return invoiced.signum() == 0 && (held.signum() > 0 || isLocked());
    }

    /** What it takes of its dealer's limit. */
    BigDecimal exposure() {
        return held.add(invoiced);
    }

    /** The same, released by a person until then; null: by nobody. */
    CreditOrder overridden(Instant until) {
        return new CreditOrder(key, facts, amount, held, invoiced, reason, lockedAt, until, block);
    }

    /** The same decision on an order of which more was told, none of it to be decided on. */
    CreditOrder with(Facts more) {
        return new CreditOrder(key, more, amount, held, invoiced, reason, lockedAt, overrideUntil, block);
    }
}
