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
 * @param at        the latest source time that was told of it
 */
public record Sale(OrderKey order, boolean invoiced, boolean partly, Set<String> reversed, Instant at) { }
