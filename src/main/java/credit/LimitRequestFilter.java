package credit;

import http.Cursor;
import io.quarkus.panache.common.Parameters;
import java.util.List;
import java.util.Optional;

/** Which limit requests are asked for. Every value is bound, never written into the query. */
record LimitRequestFilter(Optional<LimitRequest.State> state, Optional<String> dealer) {

    static LimitRequestFilter ofDealer(String customerId) {
        return new LimitRequestFilter(Optional.empty(), Optional.of(customerId));
    }

    /** The page that follows {@code after}, the latest first, and one request more, which tells whether there is a next page. */
    List<LimitRequestDetail> page(Optional<Cursor> after, int limit) {
        Parameters values = Parameters.with("before", after.map(Cursor::id).orElse(Long.MAX_VALUE));
        state.ifPresent(value -> values.and("state", value.name()));
        dealer.ifPresent(value -> values.and("dealer", value));
        String condition = "id < :before" + (state.isPresent() ? " and state = :state" : "") + (dealer.isPresent() ? " and customerId = :dealer" : "");
        return LimitRequest.<LimitRequest>find(condition + " order by id desc", values).page(0, limit + 1).stream().map(LimitRequestDetail::of).toList();
    }
}
