package access;

import database.Sql;
import http.ProblemException;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.eclipse.microprofile.jwt.JsonWebToken;

/** Users of the provider: each has a row here from the first sign-in on, without a password, whose name and roles are the provider's each time. */
@ApplicationScoped
class ProviderSignIn {

    /** A user with a password is another person, whatever the provider calls its own. */
    private static final String KEEP = """
        insert into app_user (username, name, roles, dealer_id) values (?, ?, ?, ?)
        on conflict (username) do update set name = excluded.name, roles = excluded.roles, dealer_id = excluded.dealer_id
            where app_user.password is null and app_user.enabled""";

    /** Why somebody who went to the provider has no session here; the page of the sign-in has words for each. */
    enum Refusal {
        /** The provider signed nobody in: they turned back there, or it failed. */
        PROVIDER,
        /** The provider names no role that is known here. */
        ROLE,
        /** What the provider calls them is no user name. */
        NAME,
        /** The user is disabled here, or one of that name signs in with a password. */
        USER;

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** Somebody whom the provider knows gets no session here. */
    static final class NoSessionException extends Exception {

        private final Refusal why;

        private NoSessionException(Refusal why) {
            super(why.name(), null, false, false);
            this.why = why;
        }

        Refusal why() {
            return why;
        }
    }

    private final Sql database;
    private final Users users;
    private final Sessions sessions;
    private final Audit audit;

    ProviderSignIn(Sql database, Users users, Sessions sessions, Audit audit) {
        this.database = database;
        this.users = users;
        this.sessions = sessions;
        this.audit = audit;
    }

    SignIn.Granted of(JsonWebToken token, Set<String> theirRoles) throws NoSessionException, SQLException {
        String username = username(token);
        Object dealer = token.getClaim(AccessTokens.DEALER_ID);
        boolean isDealer = theirRoles.contains(Access.DEALER) && dealer instanceof String;
        List<String> roles = isDealer ? List.of(Access.DEALER)
            : Access.given(theirRoles).stream().filter(role -> !role.equals(Access.DEALER)).toList();
        Object name = token.getClaim("name");
        if (roles.isEmpty()) {
            if (users.secret(username).isEmpty()) {
                // Else they would keep the roles that the provider took away for as long as their sessions last.
                sessions.endAllOf(username, null);
            }
            throw refused(username, Refusal.ROLE);
        }
        if (database.update(KEEP, username, name instanceof String given && !given.isBlank() ? given : username, roles.toArray(String[]::new),
                isDealer ? dealer : null) == 0) {
            throw refused(username, Refusal.USER);
        }
        Sessions.Grant session = sessions.start(username, null).orElseThrow(() -> refused(username, Refusal.USER));
        users.signedIn(username);
        audit.write(username, Audit.SIGN_IN, null, "by the provider");
        return new SignIn.Granted(users.find(username).orElseThrow(), session, null);
    }

    private static String username(JsonWebToken token) throws NoSessionException {
        try {
            return Account.username(token.getName());
        } catch (ProblemException unusual) {
            throw new NoSessionException(Refusal.NAME);
        }
    }

    private NoSessionException refused(String username, Refusal why) {
        audit.write(username, Audit.SIGN_IN_REFUSED, null, "by the provider");
        return new NoSessionException(why);
    }
}
