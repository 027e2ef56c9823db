package live;

import java.time.Instant;

/**
 * A row of {@code order_change}.
 *
 * @param xid    the transaction that wrote it
 * @param orders ids of the orders that it inserted or updated
 * @param events how many events made that of them
 * @param ages   of some of the events, milliseconds from received to stored
 */
record Change(long xid, long id, Instant at, Long[] orders, int events, Integer[] ages) { }
