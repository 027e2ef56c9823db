package credit;

import database.Sql;
import database.Statements;
import http.JsonBody;
import http.Problem;
import http.ProblemException;
import http.ProblemType;
import jakarta.enterprise.context.ApplicationScoped;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Set;
import orders.Money;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** Requests for a higher limit: asked, and approved or refused, once. */
@ApplicationScoped
class LimitRequests {

    static final int MAX_OPEN_PER_DEALER = 20;

    private static final String ASK = """
        with asked as (
            insert into limit_request (customer_id, new_limit, until, reason, asked_by) values (?, ?, ?, ?, ?) returning *
        ), audited as (
            insert into credit_audit (actor, action, customer_id, reason, after)
            select asked_by, 'LIMIT_REQUESTED', customer_id, reason, jsonb_build_object('request', id, 'limit', new_limit, 'until', until) from asked
        )
        select id from asked""";

    private static final String DECIDE = "update limit_request set state = ?, answer = ?, decided_by = ?, decided_at = now() where id = ?";

    private static final String AUDIT_REFUSAL = """
        insert into credit_audit (actor, action, customer_id, reason, before, after)
        select decided_by, 'LIMIT_REFUSED', customer_id, answer, jsonb_build_object('request', id, 'state', 'OPEN'),
               jsonb_build_object('request', id, 'state', state, 'limit', new_limit, 'until', until)
          from limit_request where id = ?""";

    private static final String RAISE = DealerRows.audited("credit_limit = ?, temporary_limit = null, temporary_until = null", "d.customer_id = ?");
    private static final String RAISE_FOR_A_TIME = DealerRows.audited("temporary_limit = ?, temporary_until = ?", "d.customer_id = ?");

    private final DealerRows rows;
    private final Actor actor;

    LimitRequests(DealerRows rows, Actor actor) {
        this.rows = rows;
        this.actor = actor;
    }

    /**
     * What is asked for.
     *
     * @param limit in the dealer's currency
     * @param until null: for good
     */
    @Schema(name = "Limit request", requiredProperties = {"customerId", "limit", "reason"})
    record Wish(@Schema(examples = "DL-0042") String customerId,
                @Schema(description = "A number or a decimal string, in the dealer's currency", examples = "800000000") BigDecimal limit,
                @Schema(description = "When the higher limit ends by itself; left out: never", nullable = true, examples = "2027-02-28T23:59:59+07:00") Instant until,
                @Schema(maxLength = 200, examples = "Tết season") String reason) { }

    /** A request, and the account that it is about; both are locked. */
    private record Open(Account account, BigDecimal limit, Instant until, LimitRequest.State state) {

        static Open of(Account account, ResultSet row) throws SQLException {
            return new Open(account, row.getBigDecimal("new_limit"), Sql.instant(row, "until"), LimitRequest.State.valueOf(row.getString("state")));
        }
    }

    /** Returns the id of the request. */
    long ask(byte[] body) throws SQLException {
        JsonBody fields = JsonBody.of(body, "customerId", "limit", "until", "reason");
        return ask(Customers.id("customerId", fields.text("customerId")), fields);
    }

    /** The same, of a dealer that the body does not name. */
    long askFor(String dealer, byte[] body) throws SQLException {
        return ask(dealer, JsonBody.of(body, "limit", "until", "reason"));
    }

    private long ask(String dealer, JsonBody fields) throws SQLException {
        String reason = fields.text("reason");
        Instant until = CreditRequests.future(fields, "until");
        return rows.change(statements -> {
            Account account = rows.lock(statements, Set.of(dealer)).get(dealer);
            if (account == null) {
                throw Customers.unknown(dealer);
            }
            BigDecimal limit = Amounts.of(fields, "limit", account.currency());
            if (!raises(account, limit, until, Instant.now())) {
                throw new ProblemException(Problem.of(400, ProblemType.LIMIT_NOT_HIGHER,
                    "limit: must be more than the dealer's limit, " + described(account) + "; PUT /dealers lowers it."));
            }
            refuseTooMany(statements, dealer);
            return statements.query(ASK, row -> row.getLong(1), dealer, limit, until, reason, actor.name()).get(0);
        });
    }

    private static void refuseTooMany(Statements statements, String dealer) throws SQLException {
        int open = statements.query("select count(*) from limit_request where customer_id = ? and state = 'OPEN'", row -> row.getInt(1), dealer).get(0);
        if (open >= MAX_OPEN_PER_DEALER) {
            throw ProblemException.conflict(ProblemType.TOO_MANY_LIMIT_REQUESTS, dealer + " has " + open + " open limit requests; approve or refuse some first.");
        }
    }

    /** Raises the dealer's limit as asked for; what waited is released as far as it fits. */
    void approve(long id, String answer) throws SQLException {
        rows.change(statements -> {
            Open request = lockOpen(statements, id);
            Account account = request.account;
            Instant now = Instant.now();
            if (request.until != null && !request.until.isAfter(now)) {
                throw ProblemException.conflict(ProblemType.LIMIT_REQUEST_OVER, "Request " + id + " was for the time until " + request.until + ", which is over. Refuse it.");
            }
            if (!raises(account, request.limit, request.until, now)) {
                throw ProblemException.conflict(ProblemType.LIMIT_NOT_HIGHER, "The limit of " + account.customerId() + " is " + described(account)
                    + " by now, no less than request " + id + " asks for. Refuse it.");
            }
            statements.update(DECIDE, "APPROVED", answer, actor.name(), id);
            String why = "request " + id + (answer == null ? "" : ": " + answer);
            if (request.until == null) {
                statements.update(RAISE, request.limit, account.customerId(), actor.name(), "LIMIT_APPROVED", why);
            } else {
                statements.update(RAISE_FOR_A_TIME, request.limit, request.until, account.customerId(), actor.name(), "LIMIT_APPROVED", why);
            }
            rows.release(statements, Set.of(account.customerId()));
            return null;
        });
    }

    /** Whether the limit is above the one that holds, or as high as a temporary one and for longer. */
    private static boolean raises(Account account, BigDecimal limit, Instant until, Instant now) {
        int more = limit.compareTo(account.limit(now));
        boolean lasts = limit.compareTo(account.creditLimit()) > 0 && account.temporaryUntil() != null
            && (until == null || until.isAfter(account.temporaryUntil()));
        return more > 0 || more == 0 && lasts;
    }

    private static String described(Account account) {
        BigDecimal holds = account.limit(Instant.now());
        return Money.text(holds, account.currency()) + (holds.compareTo(account.creditLimit()) == 0 ? "" : " until " + account.temporaryUntil());
    }

    void refuse(long id, String reason) throws SQLException {
        rows.change(statements -> {
            lockOpen(statements, id);
            statements.update(DECIDE, "REFUSED", reason, actor.name(), id);
            return statements.update(AUDIT_REFUSAL, id);
        });
    }

    /** The dealer's rows first, then the request's, as everywhere. */
    private Open lockOpen(Statements statements, long id) throws SQLException {
        String dealer = statements.query("select customer_id from limit_request where id = ?", row -> row.getString(1), id).stream().findFirst()
            .orElseThrow(() -> ProblemException.notFound(ProblemType.NO_SUCH_LIMIT_REQUEST, "There is no limit request " + id + "."));
        Account account = rows.lock(statements, Set.of(dealer)).get(dealer);
        Open request = statements.query("select * from limit_request where id = ? for update", row -> Open.of(account, row), id).get(0);
        if (request.state != LimitRequest.State.OPEN) {
            throw ProblemException.conflict(ProblemType.LIMIT_REQUEST_DECIDED, "Limit request " + id + " is " + request.state + " already; ask anew for another limit.");
        }
        return request;
    }
}
