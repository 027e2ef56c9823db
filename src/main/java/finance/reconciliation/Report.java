package finance.reconciliation;

import java.io.IOException;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;

/**
 * A day's report, or that of what is open of all days. It tells no time of any clock: the same data make the same report. Items
 * are read page by page as they are written, so that it is no larger in memory than a page.
 *
 * @param date   the day; of all days the newest that was reconciled, to whose end ages are counted
 * @param run    of the day; empty: it is of all days
 * @param alerts amounts that are further apart than {@code ordersync.reconciliation.alert-above}
 */
record Report(LocalDate date, Optional<Reconciliation> run, List<ClassSum> sums, long alerts, Pages pages) {

    /** What files of all days are called after. */
    static final String OPEN = "open";
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
        LocalDate date = run.date();
        return new Report(date, Optional.of(run), items.sums(date), items.alerts(date),
            (last, limit) -> items.page(date, Items.Filter.ALL, last.map(Item::key), limit));
    }

    /** Of what is open of all days, the oldest first. */
    static Report ofOpen(LocalDate newest, Items items) {
        return new Report(newest, Optional.empty(), items.openSums(newest), items.alerts(),
            (last, limit) -> items.openPage(newest, Items.Filter.ALL, last.map(Item::keyByAge), limit));
    }

    /** The same report; writing it does something before each page is read. */
    Report beforeEachPage(Runnable action) {
        return new Report(date, run, sums, alerts, (last, limit) -> {
            action.run();
            return pages.after(last, limit);
        });
    }

    /** What a file of it is called after. */
    String name() {
        return run.map(of -> of.date().toString()).orElse(OPEN);
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
