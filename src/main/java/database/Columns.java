package database;

import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.ToIntFunction;
import java.util.function.ToLongFunction;
import java.util.stream.Stream;
import org.postgresql.core.Oid;

/**
 * Rows as a statement takes thousands of them: an array a column, in the order in which the columns were named. They are filled row by
 * row, for a batch's rows together are larger than a core's cache, and so each is fetched once. A column that no row has is sent as an
 * empty array: beside others both {@code unnest} of several and those of a select list fill it up with nulls, and it costs nothing.
 *
 * @param <T> a row
 */
public final class Columns<T> {

    private static final int SUPPOSED_TEXT_BYTES = 12;

    private final List<T> rows;
    private final List<Column<T>> columns = new ArrayList<>();

    private record Column<T>(BinaryArray array, BiConsumer<BinaryArray, T> add) { }

    private Columns(List<T> rows) {
        this.rows = rows;
    }

    public static <T> Columns<T> of(List<T> rows) {
        return new Columns<>(rows);
    }

    /** {@code text[]}, null where a row has none. */
    public Columns<T> texts(Function<T, String> value) {
        return with("_text", Oid.TEXT, SUPPOSED_TEXT_BYTES, (array, row) -> array.add(value.apply(row)));
    }

    /** {@code timestamptz[]} of microseconds since 1970-01-01T00:00:00Z. */
    public Columns<T> times(ToLongFunction<T> micros) {
        return with("_timestamptz", Oid.TIMESTAMPTZ, Long.BYTES, (array, row) -> array.addTime(micros.applyAsLong(row)));
    }

    /** {@code timestamptz[]}, null where a row has {@code none}. */
    public Columns<T> times(ToLongFunction<T> micros, long none) {
        return with("_timestamptz", Oid.TIMESTAMPTZ, Long.BYTES, (array, row) -> {
            long time = micros.applyAsLong(row);
            if (time == none) {
                array.addNull();
            } else {
                array.addTime(time);
            }
        });
    }

    /** {@code int[]} */
    public Columns<T> ints(ToIntFunction<T> value) {
        return with("_int4", Oid.INT4, Integer.BYTES, (array, row) -> array.add(value.applyAsInt(row)));
    }

    /** {@code boolean[]} */
    public Columns<T> flags(Predicate<T> value) {
        return with("_bool", Oid.BOOL, 1, (array, row) -> array.add(value.test(row)));
    }

    /** What the statement's parameters are set to. */
    public Stream<Object> arrays() {
        for (T row : rows) {
            for (Column<T> column : columns) {
                column.add.accept(column.array, row);
            }
        }
        return columns.stream().map(Column::array);
    }

    private Columns<T> with(String type, int elementType, int elementBytes, BiConsumer<BinaryArray, T> add) {
        columns.add(new Column<>(new BinaryArray(type, elementType, rows.size(), elementBytes), add));
        return this;
    }
}
