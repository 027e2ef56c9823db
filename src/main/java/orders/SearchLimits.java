package orders;

/**
 * How far it is looked ahead, in rows, before it is chosen from which end a text in a buyer's name or phone is met ({@link OrderQuery}).
 * Whatever they are, the same orders are found.
 *
 * @param fitting  so many of the newest orders that fit the other filters are gone through first
 * @param names    so many names that have the text are looked up
 * @param ofBuyers so many orders of buyers that have the text are sorted; where there are more, one is met soon
 */
public record SearchLimits(int fitting, int names, int ofBuyers) {

    static final SearchLimits DEFAULT = new SearchLimits(2_000, 10_000, 50_000);
}
