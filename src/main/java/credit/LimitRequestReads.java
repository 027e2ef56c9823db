package credit;

import database.ReadTransaction;
import http.Cursor;
import http.PageOf;
import http.ProblemException;
import http.ProblemType;
import io.quarkus.panache.common.Parameters;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.Optional;

/** Reads requests for a higher limit. */
@ApplicationScoped
class LimitRequestReads {

    private final ReadTransaction transaction;

    LimitRequestReads(ReadTransaction transaction) {
        this.transaction = transaction;
    }

    /** The latest first. */
    LimitRequestDetail.Page page(Optional<LimitRequest.State> state, Optional<String> dealer, Optional<Cursor> cursor, int size) {
        Parameters values = Parameters.with("before", cursor.map(Cursor::id).orElse(Long.MAX_VALUE));
        state.ifPresent(value -> values.and("state", value.name()));
        dealer.ifPresent(value -> values.and("dealer", value));
        String condition = "id < :before" + (state.isPresent() ? " and state = :state" : "") + (dealer.isPresent() ? " and customerId = :dealer" : "");
        List<LimitRequestDetail> found = transaction.of(() -> LimitRequest.<LimitRequest>find(condition + " order by id desc", values)
            .page(0, size + 1).stream().map(LimitRequestDetail::of).toList());
        PageOf<LimitRequestDetail, String> page = PageOf.of(found, size, last -> Cursor.of(last.id()).text());
        return new LimitRequestDetail.Page(page.rows(), page.next());
    }

    /** @throws ProblemException 404: there is none */
    LimitRequestDetail read(long id) {
        return transaction.of(() -> LimitRequest.<LimitRequest>findByIdOptional(id).map(LimitRequestDetail::of)
            .orElseThrow(() -> ProblemException.notFound(ProblemType.NO_SUCH_LIMIT_REQUEST, "There is no limit request " + id + ".")));
    }
}
