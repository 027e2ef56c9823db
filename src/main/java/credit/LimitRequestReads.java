package credit;

import database.ReadTransaction;
import exports.Exports;
import exports.Table;
import http.Cursor;
import http.PageOf;
import http.PageQuery;
import http.ProblemException;
import http.ProblemType;
import jakarta.enterprise.context.ApplicationScoped;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;

/** Reads requests for a higher limit. */
@ApplicationScoped
class LimitRequestReads {

    /** What the dealer is told, which is not who of the seller's decided. */
    static final Table<LimitRequestDetail> OWN = Table.<LimitRequestDetail>of("limit-requests").with("id", LimitRequestDetail::id)
        .with("customer_id", LimitRequestDetail::customerId).with("limit", request -> new BigDecimal(request.limit()))
        .with("currency", LimitRequestDetail::currency).with("until", LimitRequestDetail::until).with("reason", LimitRequestDetail::reason)
        .with("state", LimitRequestDetail::state).with("answer", LimitRequestDetail::answer).with("asked_by", LimitRequestDetail::askedBy)
        .with("asked_at", LimitRequestDetail::askedAt).with("decided_at", LimitRequestDetail::decidedAt);

    static final Table<LimitRequestDetail> TABLE = OWN.with("decided_by", LimitRequestDetail::decidedBy);

    private final ReadTransaction transaction;

    LimitRequestReads(ReadTransaction transaction) {
        this.transaction = transaction;
    }

    /** A page of them, the latest first. */
    LimitRequestDetail.Page page(LimitRequestFilter filter, PageQuery paging) {
        int size = paging.size();
        List<LimitRequestDetail> found = transaction.of(() -> filter.page(paging.after(), size));
        PageOf<LimitRequestDetail, Cursor> page = PageOf.of(found, size, LimitRequestDetail::cursor);
        return new LimitRequestDetail.Page(page.rows(), page.next(Cursor::text));
    }

    /** All of them. */
    Exports.Pages<LimitRequestDetail, Cursor> all(LimitRequestFilter filter) {
        return (cursor, limit) -> PageOf.of(filter.page(Optional.ofNullable(cursor), limit), limit, LimitRequestDetail::cursor);
    }

    /** @throws ProblemException 404: there is none */
    LimitRequestDetail read(long id) {
        return transaction.of(() -> LimitRequest.<LimitRequest>findByIdOptional(id).map(LimitRequestDetail::of)
            .orElseThrow(() -> ProblemException.notFound(ProblemType.NO_SUCH_LIMIT_REQUEST, "There is no limit request " + id + ".")));
    }
}
