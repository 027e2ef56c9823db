package routes;

import database.SqlFailure;
import java.sql.SQLException;
import java.util.List;
import java.util.function.BiConsumer;

/** Work that takes a batch in one transaction. Where PostgreSQL refuses a value in it, its halves are tried, until the wrong one is alone. */
final class Halves {

    /** To be done again safely: what a failure follows is tried again as a whole. */
    interface Work<T> {
        void on(List<T> part) throws SQLException;
    }

    private Halves() {
    }

    /**
     * @param refused is given each that PostgreSQL refuses by itself
     * @throws SQLException when it failed for another reason, such as PostgreSQL being away
     */
    static <T> void of(List<T> batch, Work<T> work, BiConsumer<T, SQLException> refused) throws SQLException {
        try {
            work.on(batch);
        } catch (SQLException e) {
            if (!SqlFailure.isOfValues(e)) {
                throw e;
            }
            if (batch.size() == 1) {
                refused.accept(batch.get(0), e);
                return;
            }
            for (List<T> half : of(batch)) {
                of(half, work, refused);
            }
        }
    }

    /** The two halves of a list of two or more. */
    static <T> List<List<T>> of(List<T> list) {
        return List.of(list.subList(0, list.size() / 2), list.subList(list.size() / 2, list.size()));
    }
}
