package exports;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * What is exported of each element of a list.
 *
 * @param name of the file and its sheet
 */
public record Table<T>(String name, List<Column<T>> columns) {

    /** @param value a text, number, time, truth or null */
    public record Column<T>(String name, Function<T, Object> value) { }

    public Table {
        columns = List.copyOf(columns);
    }

    public static <T> Table<T> of(String name) {
        return new Table<>(name, List.of());
    }

    /** The same with one column more. */
    public Table<T> with(String column, Function<T, Object> value) {
        List<Column<T>> more = new ArrayList<>(columns);
        more.add(new Column<>(column, value));
        return new Table<>(name, more);
    }

    List<String> names() {
        return columns.stream().map(Column::name).toList();
    }

    List<Object> cells(T element) {
        List<Object> cells = new ArrayList<>(columns.size());
        columns.forEach(column -> cells.add(column.value.apply(element)));
        return cells;
    }
}
