package access;

import database.Sql;
import database.Statements;
import database.Transactions;
import http.ProblemException;
import io.agroal.api.AgroalDataSource;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;

/** What an administrator does to users. There is always one left who can sign in. */
@ApplicationScoped
class Accounts {

    static final int MAX = 1_000;

    private static final String READ = """
        select u.*, u.password is not null as has_password, coalesce(f.failures > ? and f.since > ?, false) as locked
          from app_user u left join sign_in_failure f on f.name_hash = sha256(convert_to(u.username, 'UTF8'))""";
    private static final String ADD = """
        insert into app_user (username, name, roles, dealer_id, language, enabled, password)
        select ?, ?, ?, ?, ?, ?, ? where (select count(*) from app_user) < ? on conflict do nothing""";
    private static final String CHANGE = "update app_user set name = ?, roles = ?, dealer_id = ?, language = ?, enabled = ? where username = ?";
    private static final String DELETE = "delete from app_user where username = ?";
    /** A lock of its own, so that of two who end each other's role one is refused. */
    private static final String LOCK = "select pg_advisory_xact_lock(1869769, 500)";
    private static final String ADMINISTRATORS = "select count(*) from app_user where enabled and 'admin' = any (roles)";

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

    List<Account> all() {
        return database.query(READ + " order by u.username limit " + MAX, Account::of, config.failures(), windowStart());
    }

    /** @throws ProblemException 404: there is none */
    Account read(String username) {
        return database.query(READ + " where u.username = ?", Account::of, config.failures(), windowStart(), username).stream().findFirst()
            .orElseThrow(Accounts::nobody);
    }

    void add(String username, Account.Settings settings, String hash) {
        int added = database.update(ADD, username, settings.name(), settings.roles().toArray(String[]::new), settings.dealerId(), settings.language(),
            settings.enabled(), hash, MAX);
        if (added == 0) {
            throw ProblemException.conflict("The user name is taken, or there are " + MAX + " users already.");
        }
    }

    void change(String username, Account.Settings settings) throws SQLException {
        changeAndKeepOne(CHANGE, settings.name(), settings.roles().toArray(String[]::new), settings.dealerId(), settings.language(), settings.enabled(), username);
        sessions.endAllOf(username, null);
    }

    void delete(String username) throws SQLException {
        changeAndKeepOne(DELETE, username);
    }

    void setPassword(String username, String hash) {
        if (!users.setPassword(username, hash)) {
            throw nobody();
        }
        failures.forget(username);
        sessions.endAllOf(username, null);
    }

    private void changeAndKeepOne(String statement, Object... values) throws SQLException {
        try (Connection connection = source.getConnection()) {
            Transactions.run(connection, () -> {
                Statements statements = new Statements(connection);
                statements.query(LOCK, row -> null);
                if (statements.update(statement, values) == 0) {
                    throw nobody();
                }
                if (statements.query(ADMINISTRATORS, row -> row.getInt(1)).get(0) == 0) {
                    throw ProblemException.conflict("No administrator would be left. Make another one first.");
                }
                return null;
            });
        }
    }

    private Instant windowStart() {
        return Instant.now().minus(config.failureWindow());
    }

    private static ProblemException nobody() {
        return ProblemException.notFound("There is no such user.");
    }
}
