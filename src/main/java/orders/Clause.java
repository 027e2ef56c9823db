package orders;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A part of a statement, with the values that are bound in it, in its order. */
record Clause(String sql, List<Object> values) {

    static Clause of(String sql, Object... values) {
        return new Clause(sql, Arrays.asList(values));
    }

    static Clause join(String separator, List<Clause> clauses) {
        return new Clause(String.join(separator, clauses.stream().map(Clause::sql).toList()),
            clauses.stream().flatMap(clause -> clause.values.stream()).toList());
    }

    Clause plus(Clause more) {
        List<Object> all = new ArrayList<>(values);
        all.addAll(more.values);
        return new Clause(sql + more.sql, all);
    }

    Clause plus(String more, Object... moreValues) {
        return plus(of(more, moreValues));
    }
}
