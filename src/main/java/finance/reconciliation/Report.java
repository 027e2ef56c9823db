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
record Report(Reconciliation run, List<ClassSum> sums, long alerts, Pages pages) {

    private static final int PAGE_ITEMS = 2000;

    /** Somewhere items go. */
    interface Sink {
        void take(Item item) throws IOException;
    }

    /** Where items come from: the next after the last, at most so many. */
    interface Pages {
        List<Item> after(Optional<Item> last, int limit);
    }

    static Report of(Reconciliation run, Items items) {
        return new Report(run, items.sums(run.date()), items.alerts(run.date()),
            (last, limit) -> items.page(run.date(), Items.Filter.ALL, last.map(Item::key), limit));
    }

    /** The same report; writing it does something before each page is read. */
    Report beforeEachPage(Runnable action) {
        return new Report(run, sums, alerts, (last, limit) -> {
            action.run();
            return pages.after(last, limit);
        });
    }

    LocalDate date() {
        return run.date();
    }

    long open() {
        return sums.stream().mapToLong(ClassSum::open).sum();
    }

    void items(Sink sink) throws IOException {
        Optional<Item> last = Optional.empty();
        List<Item> page;
        do {
            page = pages.after(last, PAGE_ITEMS);
            for (Item item : page) {
                sink.take(item);
            }
            last = page.isEmpty() ? last : Optional.of(page.get(page.size() - 1));
        } while (page.size() == PAGE_ITEMS);
    }
}
