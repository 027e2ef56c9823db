package credit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import credit.IdempotencyKeys.Given;
import database.Statements;
import http.Problem;
import http.ProblemException;
import http.ProblemType;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Corrects what dealers owe, each time by one more movement; a request with a key counts once. */
@ApplicationScoped
class Adjustments {

    static final int CREATED = 201;
    private static final String ACCOUNTS = "select * from dealer where customer_id = any(?)";

    private final CreditLedger ledger;
    private final IdempotencyKeys keys;
    private final Actor actor;
    private final ObjectMapper json;

    Adjustments(CreditLedger ledger, IdempotencyKeys keys, Actor actor, ObjectMapper json) {
        this.ledger = ledger;
        this.keys = keys;
        this.actor = actor;
        this.json = json;
    }

    /** Somebody else has just used the key: nothing was booked. */
    private static final class KeyTakenException extends RuntimeException {
        KeyTakenException() {
            super(null, null, false, false);
        }
    }

    /**
     * Books a correction, unless the key came before.
     *
     * @return the {@link DealerDetail} afterwards as JSON; where the key came before, the one that was answered then
     * @throws ProblemException 404: there is no such dealer; 422: the key came before with another request
     */
    String book(String customerId, CreditRequests.Adjustment wanted, Optional<IdempotencyKey> key) throws SQLException {
        Optional<String> before = given(key);
        if (before.isPresent()) {
            return before.get();
        }
        try {
            return ledger.adjust(customerId, wanted.amount(), wanted.reason(), actor.name(), (connection, after) -> answered(connection, after, key));
        } catch (NoSuchElementException unknown) {
            throw Customers.unknown(customerId);
        } catch (KeyTakenException taken) {
            return given(key).orElseThrow(() -> ProblemException.conflict(ProblemType.IDEMPOTENCY_KEY_IN_USE, "This Idempotency-Key was just in use. Nothing was booked; send the request again."));
        }
    }

    private String answered(Connection connection, Account after, Optional<IdempotencyKey> key) throws SQLException {
        String answer = written(detail(new Statements(connection), after.pool()));
        if (key.isPresent()) {
            Given given = new Given(key.get().requestHash(), new OrderAnswer(CREATED, answer));
            if (!IdempotencyKeys.write(connection, new TreeMap<>(Map.of(key.get().text(), given)))) {
                throw new KeyTakenException();
            }
        }
        return answer;
    }

    private Optional<String> given(Optional<IdempotencyKey> key) throws SQLException {
        if (key.isEmpty()) {
            return Optional.empty();
        }
        Given given = keys.find(List.of(key.get().text())).get(key.get().text());
        if (given != null && !key.get().isOf(given.requestHash())) {
            throw new ProblemException(Problem.of(422, ProblemType.IDEMPOTENCY_KEY_REUSED, "This Idempotency-Key came before with another request. A new request needs a new key."));
        }
        return Optional.ofNullable(given).map(known -> known.answer().json());
    }

    private static DealerDetail detail(Statements statements, List<String> pool) throws SQLException {
        Map<String, Account> accounts = statements.query(ACCOUNTS, LedgerRows::account, (Object) pool.toArray(String[]::new)).stream()
            .collect(Collectors.toMap(Account::customerId, Function.identity()));
        String own = pool.get(0);
        return DealerDetail.of(new Standing(pool.stream().map(accounts::get).toList()),
            WaitingOrders.of(statements, List.of(own)).getOrDefault(own, WaitingOrders.Count.NONE), Instant.now());
    }

    private String written(DealerDetail detail) {
        try {
            return json.writeValueAsString(detail);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("A record of texts must be writable", impossible);
        }
    }
}
