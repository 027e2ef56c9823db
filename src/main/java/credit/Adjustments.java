package credit;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import credit.IdempotencyKeys.Given;
import database.Statements;
import http.Problem;
import http.ProblemException;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;

/** Corrects what dealers owe, each time by one more movement; a request with a key counts once. */
@ApplicationScoped
class Adjustments {

    static final int CREATED = 201;
    private static final String ACCOUNTS = "select * from dealer where customer_id = any(?)";

    private final LedgerTransactions transactions;
    private final IdempotencyKeys keys;
    private final Actor actor;
    private final ObjectMapper json;

    Adjustments(LedgerTransactions transactions, IdempotencyKeys keys, Actor actor, ObjectMapper json) {
        this.transactions = transactions;
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
            return transactions.run(transaction -> book(transaction, customerId, wanted, key));
        } catch (KeyTakenException taken) {
            return given(key).orElseThrow(() -> ProblemException.conflict("This Idempotency-Key was just in use. Nothing was booked; send the request again."));
        }
    }

    private String book(LedgerTransactions.Transaction transaction, String customerId, CreditRequests.Adjustment wanted, Optional<IdempotencyKey> key)
            throws SQLException {
        LedgerPage page = transaction.open(List.of(customerId), List.of());
        Account before = page.account(customerId);
        if (before == null) {
            throw Customers.unknown(customerId);
        }
        page.move(customerId, "ADJUST", wanted.amount(), null, wanted.reason());
        page.audit(actor.name(), "ADJUSTED", customerId, wanted.reason(), owing(before), owing(page.account(customerId)));
        page.write(transaction.connection);
        String answer = written(detail(new Statements(transaction.connection), before.pool()));
        if (key.isPresent()) {
            Given given = new Given(key.get().requestHash(), new OrderAnswer(CREATED, answer));
            if (!IdempotencyKeys.write(transaction.connection, new TreeMap<>(Map.of(key.get().text(), given)))) {
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
            throw new ProblemException(Problem.of(422, "This Idempotency-Key came before with another request. A new request needs a new key."));
        }
        return Optional.ofNullable(given).map(known -> known.answer().json());
    }

    private static DealerDetail detail(Statements statements, List<String> pool) throws SQLException {
        Map<String, Account> accounts = statements.query(ACCOUNTS, LedgerRows::account, (Object) pool.toArray(String[]::new)).stream()
            .collect(Collectors.toMap(Account::customerId, Function.identity()));
        return DealerDetail.of(new Standing(pool.stream().map(accounts::get).toList()), Instant.now());
    }

    private static String owing(Account account) {
        return LedgerRows.JSON.createObjectNode().put("outstanding", account.outstanding().toPlainString()).toString();
    }

    private String written(DealerDetail detail) {
        try {
            return json.writeValueAsString(detail);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException("A record of texts must be writable", impossible);
        }
    }
}
