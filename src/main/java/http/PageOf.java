package http;

import java.util.List;
import java.util.function.Function;

/**
 * What a page of a list holds.
 *
 * @param next the cursor of the next page; null: this is the last
 */
public record PageOf<T, C>(List<T> rows, C next) {

    /** The cursor as a text. */
    public String next(Function<C, String> text) {
        return next == null ? null : text.apply(next);
    }

    /** @param found one row more than {@code size}, where there is a next page */
    public static <T, C> PageOf<T, C> of(List<T> found, int size, Function<T, C> cursor) {
        return found.size() > size ? new PageOf<>(found.subList(0, size), cursor.apply(found.get(size - 1))) : new PageOf<>(found, null);
    }
}
