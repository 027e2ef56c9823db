package finance.erp;

import finance.PostingKind;
import http.Cursor;
import io.quarkus.panache.common.Parameters;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Which postings are asked for. Every value is bound, never written into the query. */
record PostingFilter(Optional<Status> status, Optional<PostingKind> kind, Optional<Erp> erp, Optional<String> order, Optional<LocalDate> date) {

    /** The page that follows {@code after}, and one more, which tells whether there is a next page. */
    List<ErpPosting> page(Optional<Cursor> after, int limit) {
        List<String> conditions = new ArrayList<>(List.of("1 = 1"));
        Parameters values = new Parameters();
        status.ifPresent(value -> {
            conditions.add("status = :status");
            if (value != Status.CONFIRMED) {
                // What the index of the few that are not says, so that it is used also by a plan for any status.
                conditions.add("status <> 'CONFIRMED'");
            }
            values.and("status", value.name());
        });
        kind.ifPresent(value -> {
            conditions.add("kind = :kind");
            values.and("kind", value.name());
        });
        erp.ifPresent(value -> {
            conditions.add("erp = :erp");
            values.and("erp", value.id());
        });
        order.ifPresent(value -> {
            conditions.add("orderId = :order");
            values.and("order", value);
        });
        date.ifPresent(value -> {
            conditions.add("postingDate = :date");
            values.and("date", value);
        });
        after.ifPresent(value -> {
            conditions.add("id < :afterId");
            values.and("afterId", value.id());
        });
        return ErpPosting.find("from ErpPosting where " + String.join(" and ", conditions) + " order by id desc", values).page(0, limit + 1).list();
    }
}
