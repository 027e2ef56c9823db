package demo;

import java.time.Duration;
import java.time.Instant;

/**
 * One thing that happens to an order.
 *
 * @param due   when it is sent
 * @param at    when it happened, at the source
 * @param stage that the order comes to; null: it is paid
 * @param paid  how; null: it moves
 */
record Step(Instant due, Instant at, FakeOrder order, Stage stage, Paid paid) {

    enum Paid { AS_ASKED, SHORT, TWICE, UNKNOWN }

    /** The same, so much later. */
    Step later(Duration by) {
        return new Step(due.plus(by), at.plus(by), order, stage, paid);
    }
}
