package access;

import database.AdvisoryLock;
import database.Sql;
import database.Statements;
import database.Transactions;
import http.ProblemException;
import http.ProblemType;
import io.agroal.api.AgroalDataSource;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What an administrator does to users. There is always one left who can sign in. */
@ApplicationScoped
class Accounts {

    /** Of those who have a password here. Users of a provider are as many as it has. */
    private static final int MAX = 1_000;

    private static final String READ = """
        select u.*, u.password is not null as has_password, exists (select from sign_in_failure f
                where f.name_hash = sha256(convert_to(u.username, 'UTF8')) and f.since > ?
                  and f.address <> 'token' and f.failures > case f.address when '' then ? else ? end) as locked
          from app_user u""";
    private static final String PAGE = " where u.username > ? and strpos(searched(u.username) || ' ' || searched(u.name), searched(?)) > 0 order by u.username limit ?";
    /** What a user may, for the audit. */
    private static final String ROLES = "concat(array_to_string(%1$s.roles, ','), ' of ' || %1$s.dealer_id, case when not %1$s.enabled then ' (disabled)' end)";
    private static final String ADD = """
        insert into app_user (username, name, roles, dealer_id, language, enabled, password)
        select ?, ?, ?, ?, ?, ?, ? where (select count(*) from app_user where password is not null) < ? on conflict do nothing
        returning 'none → ' || """ + ROLES.formatted("new");
    private static final String CHANGE = "update app_user set name = ?, roles = ?, dealer_id = ?, language = ?, enabled = ? where username = ?"
        + " returning " + ROLES.formatted("old") + " || ' → ' || " + ROLES.formatted("new");
    private static final String DELETE = "delete from app_user where username = ? returning " + ROLES.formatted("old") + " || ' → none'";
    /** Who can sign in whatever becomes of the provider. */
    private static final String ADMINISTRATORS = "select count(*) from app_user where enabled and 'admin' = any (roles) and password is not null";

    private final AgroalDataSource source;
    private final Sql database;
    private final SecurityConfig config;
    private final Sessions sessions;
    private final FailedSignIns failures;
    private final Users users;

    Accounts(AgroalDataSource source, Sql database, SecurityConfig config, Sessions sessions, FailedSignIns failures, Users users) {
        this.source = source;
        this.database = database;
        this.config = config;
        this.sessions = sessions;
        this.failures = failures;
        this.users = users;
    }

    /**
     * The next by name, and one more, which tells whether there is a next page.
     *
     * @param text  a part of the user name or the name, in any case and with or without accents; empty: of anybody
     * @param after a user name; empty: from the first on
     */
    List<Account> page(Optional<String> text, Optional<String> after, int limit) {
        return database.query(READ + PAGE, Account::of, windowStart(), config.failuresOfName(), config.failures(), after.orElse(""), text.orElse(""), limit + 1);
    }

    /** @throws ProblemException 404: there is none */
    Account read(String username) {
        return database.query(READ + " where u.username = ?", Account::of, windowStart(), config.failuresOfName(), config.failures(), username).stream().findFirst()
            .orElseThrow(Accounts::nobody);
    }

    /** @return what they may now, for the audit */
    String add(String username, Account.Settings settings, String hash) {
        List<String> added = database.query(ADD, row -> row.getString(1), username, settings.name(), settings.roles().toArray(String[]::new),
            settings.dealerId(), settings.language(), settings.enabled(), hash, MAX);
        if (added.isEmpty()) {
            throw ProblemException.conflict(ProblemType.USER_EXISTS, "The user name is taken, or there are " + MAX + " users already.");
        }
        // Of one of the same name who was deleted while signing in.
        sessions.endAllOf(username, null);
        return added.get(0);
    }

    /** @return what they might and may now, for the audit */
    String change(String username, Account.Settings settings) throws SQLException {
        String changed = changeAndKeepOne(CHANGE, settings.name(), settings.roles().toArray(String[]::new), settings.dealerId(), settings.language(),
            settings.enabled(), username);
        sessions.endAllOf(username, null);
        return changed;
    }

    /** @return what they might, for the audit */
    String delete(String username) throws SQLException {
        String deleted = changeAndKeepOne(DELETE, username);
        sessions.endAllOf(username, null);
        return deleted;
    }

    void setPassword(String username, String hash) {
        if (!users.setPassword(username, hash)) {
            throw nobody();
        }
        failures.forget(username);
        sessions.endAllOf(username, null);
    }

    private String changeAndKeepOne(String statement, Object... values) throws SQLException {
        try (Connection connection = source.getConnection()) {
            return Transactions.run(connection, () -> {
                Statements statements = new Statements(connection);
                AdvisoryLock.ADMINISTRATORS.take(statements);
                boolean administered = isAdministered(statements);
                String changed = statements.query(statement, row -> row.getString(1), values).stream().findFirst().orElseThrow(Accounts::nobody);
                if (administered && !isAdministered(statements)) {
                    throw ProblemException.conflict(ProblemType.LAST_ADMINISTRATOR, "No administrator would be left. Make another one first.");
                }
                return changed;
            });
        }
    }

    private static boolean isAdministered(Statements statements) throws SQLException {
        return statements.query(ADMINISTRATORS, row -> row.getInt(1)).get(0) > 0;
    }

    private Instant windowStart() {
        return Instant.now().minus(config.failureWindow());
    }

    private static ProblemException nobody() {
        return ProblemException.notFound(ProblemType.NO_SUCH_USER, "There is no such user.");
    }
}
