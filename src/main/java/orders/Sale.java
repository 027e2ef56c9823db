package orders;

import java.time.Instant;
import java.util.Set;

/**
 * What the state of an order means to finance. A function of what was told of the order, in whichever order and however often.
 *
 * @param invoiced  its status means {@link SaleEffect#INVOICE}
 * @param partly    it means {@link SaleEffect#REVERSE} because all lines of which anything was told came back, but the order as a
 *                  whole was invoiced: other lines still are
 * @param reversed  ids of the lines whose own status means {@link SaleEffect#REVERSE}
 * @param since     the source time from which on it was invoiced, or partly, for the first time, however late that was told; null:
 *                  it is not now, or the events that would tell are no longer kept
 * @param at        the latest source time that was told of it
 */
public record Sale(OrderKey order, boolean invoiced, boolean partly, Set<String> reversed, Instant since, Instant at) {

    boolean isSold() {
        return invoiced || partly;
    }

    Sale since(Instant time) {
        return new Sale(order, invoiced, partly, reversed, time, at);
    }
}
