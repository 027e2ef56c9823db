package orders;

/**
 * How far it is looked ahead, in rows, before it is chosen from which end a text in a buyer's name or phone is met ({@link OrderQuery}).
 * Whatever they are, the same orders are found.
 *
 * @param near     so many of the newest orders that fit the other filters are gone through in any case
 * @param far      so many at most, where so many of the near ones have the text that a page of it is to be expected, or very many orders do
 * @param names    so many names that have the text are looked up
 * @param ofBuyers so many orders by name, and as many by phone, are sorted
 */
public record SearchLimits(int near, int far, int names, int ofBuyers) {

    static final SearchLimits DEFAULT = new SearchLimits(5_000, 60_000, 10_000, 50_000);
}
