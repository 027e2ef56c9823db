package access;

import static java.nio.charset.StandardCharsets.UTF_8;

import database.Sql;
import database.Statements;
import database.Transactions;
import io.agroal.api.AgroalDataSource;
import jakarta.enterprise.context.ApplicationScoped;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import java.util.UUID;

/**
 * Sign-ins and their refresh tokens. A token is good once: using it gives the next of its family. One that comes again was
 * stolen, by whoever sent it first or by whoever sends it now, and the session ends for both. The one that was used last may come
 * again for a moment: its answer was lost, or a page was loaded again before it came.
 */
@ApplicationScoped
class Sessions {

    private static final int TOKEN_BYTES = 32;
    private static final int TOKEN_CHARACTERS = 43;

    /** Whoever changes the user meanwhile waits for it, and ends it with the others; whoever has changed them is seen. */
    private static final String START = """
        insert into user_session (id, username, expires_at)
        select ?, username, ? from app_user where username = ? and enabled and password is not distinct from ? for share""";
    private static final String ISSUE = "insert into refresh_token (hash, session_id, expires_at) values (?, ?, ?)";
    /** Locks the session first, so that of two who come at once one finds the token used. */
    private static final String FIND = """
        select s.id, s.username, s.expires_at, s.ended_at is null and s.expires_at > now() and u.enabled as live
          from user_session s join app_user u on u.username = s.username
         where s.id = (select session_id from refresh_token where hash = ?) for update of s""";
    /** {@code fresh} is also the one that was used last, for a moment. */
    private static final String TOKEN = """
        select t.used_at is null as unused, t.expires_at > now() as young, t.used_at is null or t.used_at > now() - interval '20 s'
                   and not exists (select from refresh_token o where o.session_id = t.session_id and o.used_at > t.used_at) as fresh
          from refresh_token t where t.hash = ?""";
    /** With others that were given for the same token: from then on they are as old as this one. */
    private static final String USE = "update refresh_token set used_at = now() where session_id = ? and used_at is null";
    private static final String END = "update user_session set ended_at = now() where id = ? and ended_at is null";
    private static final String END_BY_TOKEN = """
        update user_session set ended_at = now() where ended_at is null and id = (select session_id from refresh_token where hash = ?) returning username""";
    private static final String END_ALL = "update user_session set ended_at = now() where username = ? and ended_at is null and id <> coalesce(?::uuid, gen_random_uuid())";
    private static final String FORGET = "delete from user_session where expires_at < now() - interval '1 day' or ended_at < now() - interval '1 day'";

    private final AgroalDataSource source;
    private final Sql database;
    private final SecurityConfig config;
    private final EndedSignIns ended;
    private final SecureRandom random = new SecureRandom();

    Sessions(AgroalDataSource source, Sql database, SecurityConfig config, EndedSignIns ended) {
        this.source = source;
        this.database = database;
        this.config = config;
        this.ended = ended;
    }

    /**
     * A session, and the token that refreshes it.
     *
     * @param token     the secret itself; only its hash is kept
     * @param expiresAt until when the token is good
     */
    record Grant(UUID session, String username, String token, Instant expiresAt) { }

    /**
     * What came of a token that somebody sent.
     *
     * @param grant    empty: it is not good
     * @param stolenOf the user whose session has just ended because the token had been used before; else null
     */
    record Refresh(Optional<Grant> grant, String stolenOf) {

        static final Refresh NOT_GOOD = new Refresh(Optional.empty(), null);
    }

    private record Session(UUID id, String username, Instant expiresAt, boolean live) { }

    /**
     * Begins one.
     *
     * @param hash of the password that they gave; null: they have none
     * @return empty: since that was looked at the password is another, or the user is disabled
     */
    Optional<Grant> start(String username, String hash) throws SQLException {
        return transaction(statements -> {
            Session session = new Session(UUID.randomUUID(), username, Instant.now().plus(config.sessionFor()), true);
            boolean isStarted = statements.update(START, session.id, session.expiresAt, username, hash) == 1;
            return isStarted ? Optional.of(issue(statements, session)) : Optional.empty();
        });
    }

    Refresh refresh(String token) throws SQLException {
        if (token == null || token.length() != TOKEN_CHARACTERS) {
            return Refresh.NOT_GOOD;
        }
        byte[] hash = sha256(token);
        Refresh refresh = transaction(statements -> {
            Optional<Session> session = statements.query(FIND, row -> new Session(row.getObject("id", UUID.class), row.getString("username"),
                Sql.instant(row, "expires_at"), row.getBoolean("live")), hash).stream().findFirst();
            return session.isEmpty() || !session.get().live ? Refresh.NOT_GOOD : rotate(statements, session.get(), hash);
        });
        if (refresh.stolenOf != null) {
            ended.look();
        }
        return refresh;
    }

    private Refresh rotate(Statements statements, Session session, byte[] hash) throws SQLException {
        record Token(boolean unused, boolean fresh, boolean young) { }
        Token token = statements.query(TOKEN, row -> new Token(row.getBoolean("unused"), row.getBoolean("fresh"), row.getBoolean("young")), hash).get(0);
        if (!token.fresh) {
            statements.update(END, session.id);
            return new Refresh(Optional.empty(), session.username);
        }
        if (!token.young) {
            return Refresh.NOT_GOOD;
        }
        if (token.unused) {
            statements.update(USE, session.id);
        }
        return new Refresh(Optional.of(issue(statements, session)), null);
    }

    private Grant issue(Statements statements, Session session) throws SQLException {
        byte[] secret = new byte[TOKEN_BYTES];
        random.nextBytes(secret);
        String token = Base64.getUrlEncoder().withoutPadding().encodeToString(secret);
        Instant idle = Instant.now().plus(config.refreshFor());
        Instant expiresAt = idle.isBefore(session.expiresAt) ? idle : session.expiresAt;
        statements.update(ISSUE, sha256(token), session.id, expiresAt);
        return new Grant(session.id, session.username, token, expiresAt);
    }

    /** @return whose session it was; empty: there is none, or it is over */
    Optional<String> end(String token) {
        if (token == null || token.length() != TOKEN_CHARACTERS) {
            return Optional.empty();
        }
        Optional<String> whose = database.query(END_BY_TOKEN, row -> row.getString(1), (Object) sha256(token)).stream().findFirst();
        if (whose.isPresent()) {
            ended.look();
        }
        return whose;
    }

    /** @param but the one that goes on; null: none */
    void endAllOf(String username, UUID but) {
        database.update(END_ALL, username, but == null ? null : but.toString());
        ended.look();
    }

    /** Deletes what has been over for a day. */
    int expire() {
        return database.update(FORGET);
    }

    static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java has SHA-256", e);
        }
    }

    private interface Work<T> {
        T of(Statements statements) throws SQLException;
    }

    private <T> T transaction(Work<T> work) throws SQLException {
        try (Connection connection = source.getConnection()) {
            return Transactions.run(connection, () -> work.of(new Statements(connection)));
        }
    }
}
