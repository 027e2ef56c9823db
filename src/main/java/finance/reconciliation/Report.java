package finance.reconciliation;

import java.io.IOException;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;

/**
 * A day's report. It tells no time of any clock: the same data make the same report. Items are read page by page as they are
 * written, so that it is no larger in memory than a page.
 *
 * @param alerts amounts that are further apart than {@code ordersync.reconciliation.alert-above}
 */
record Report(Reconciliation run, List<ClassSum> sums, long alerts, Items source) {

    private static final int PAGE_ITEMS = 2000;

    /** Somewhere items go. */
    interface Sink {
        void take(Item item) throws IOException;
    }

    static Report of(Reconciliation run, Items items) {
        return new Report(run, items.sums(run.date()), items.alerts(run.date()), items);
    }

    LocalDate date() {
        return run.date();
    }

    long open() {
        return sums.stream().mapToLong(ClassSum::open).sum();
    }

    void items(Sink sink) throws IOException {
        Optional<List<String>> after = Optional.empty();
        List<Item> page;
        do {
            page = source.page(date(), Items.Filter.ALL, after, PAGE_ITEMS);
            for (Item item : page) {
                sink.take(item);
            }
            after = page.isEmpty() ? after : Optional.of(page.get(page.size() - 1).key());
        } while (page.size() == PAGE_ITEMS);
    }
}
