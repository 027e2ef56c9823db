package credit;

import http.KeyCursor;
import jakarta.persistence.EntityManager;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Which dealers are asked for. Every value is bound, never written into the query.
 *
 * @param text   the start of the id in any case, or part of the name as it is searched for: in any case, and without accents
 * @param locked whether it, or one above it, is locked
 */
record DealerFilter(Optional<String> text, Optional<Boolean> locked) {

    private static final String LOCKED = """
        exists (select from dealer l where l.customer_id = any(d.pool) and (l.locked_by_hand is not null or l.overdue_since is not null))""";

    /** The page that follows {@code after}, by id, and one dealer more, which tells whether there is a next page. */
    @SuppressWarnings("unchecked")
    List<Dealer> page(EntityManager entities, Optional<KeyCursor> after, int limit) {
        StringBuilder sql = new StringBuilder("select * from dealer d where d.customer_id > :after");
        Map<String, Object> values = new HashMap<>(Map.of("after", after.map(cursor -> cursor.key().get(0)).orElse("")));
        text.ifPresent(value -> {
            // By the collation of its column a lower letter is one of ASCII, and a dealer may be called ĐL-0042.
            sql.append(" and (searched(d.customer_id collate \"default\") like searched(:start) or searched(d.name) like searched(:part))");
            values.put("start", literally(value) + "%");
            values.put("part", "%" + literally(value) + "%");
        });
        locked.ifPresent(value -> sql.append(value ? " and " : " and not ").append(LOCKED));
        var query = entities.createNativeQuery(sql + " order by d.customer_id", Dealer.class).setMaxResults(limit + 1);
        values.forEach(query::setParameter);
        return query.getResultList();
    }

    /** The text with LIKE's own characters made ordinary ones. */
    private static String literally(String text) {
        return text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_");
    }
}
