package access;

import http.ProblemException;
import jakarta.enterprise.context.ApplicationScoped;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/** Signs users in and out. What is wrong with a name is not told from what is wrong with its password, nor by how long it takes. */
@ApplicationScoped
class SignIn {

    private final Users users;
    private final Passwords passwords;
    private final Sessions sessions;
    private final FailedSignIns failures;
    private final KnownDevices devices;
    private final Audit audit;

    SignIn(Users users, Passwords passwords, Sessions sessions, FailedSignIns failures, KnownDevices devices, Audit audit) {
        this.users = users;
        this.passwords = passwords;
        this.sessions = sessions;
        this.failures = failures;
        this.devices = devices;
        this.audit = audit;
    }

    /**
     * Somebody who is signed in.
     *
     * @param device what the cookie of {@link KnownDevices} is to be; null: it stays as it is
     */
    record Granted(User user, Sessions.Grant session, String device) { }

    /**
     * @param address where they sign in from
     * @param device  the cookie of {@link KnownDevices}; null: none
     * @throws RefusedException the name or the password is wrong
     * @throws LockedException  too many were
     */
    Granted with(String name, String password, String address, String device) throws SQLException {
        String username = name.toLowerCase(Locale.ROOT);
        Optional<User> user = users.find(username);
        String known = user.map(User::username).orElse(null);
        Optional<String> knownDevice = devices.id(username, device);
        Users.Secret secret = check(failures.attempt(username, address, knownDevice), username, known, password,
            () -> failures.notLookedAt(username, address, knownDevice));
        Sessions.Grant session = sessions.start(username, secret.hash()).orElseThrow(() -> refused(known));
        failures.succeeded(username, address, knownDevice);
        users.signedIn(username);
        audit.write(username, Audit.SIGN_IN, null, null);
        // What they may now, for whoever changes that from here on ends the session.
        return new Granted(users.find(username).orElseThrow(RefusedException::new), session, devices.value(username, secret.devices()));
    }

    /** Empty where the token is not good. */
    Optional<Granted> refresh(String token) throws SQLException {
        Sessions.Refresh refresh = sessions.refresh(token);
        if (refresh.stolenOf() != null) {
            audit.write(refresh.stolenOf(), Audit.TOKEN_REUSED, null, "A refresh token came a second time; the sign-in was ended");
        }
        return refresh.grant().flatMap(grant -> users.find(grant.username()).map(user -> new Granted(user, grant, null)));
    }

    void end(String token) {
        sessions.end(token).ifPresent(username -> audit.write(username, Audit.SIGN_OUT, null, null));
    }

    /**
     * @param session the one that goes on
     * @return what the cookie of {@link KnownDevices} is to be
     */
    String changePassword(String username, String current, String next, UUID session) {
        Users.Secret secret = check(failures.attempt(username), username, username, current, () -> failures.notLookedAt(username));
        failures.succeeded(username);
        String device = users.replacePassword(username, secret.hash(), passwords.hash("new", next)).orElseThrow(() -> refused(username));
        sessions.endAllOf(username, session);
        return devices.value(username, device);
    }

    /** @param notLookedAt runs where too many sign in at once, and the password was not looked at */
    private Users.Secret check(Optional<Duration> locked, String username, String known, String password, Runnable notLookedAt) {
        if (locked.isPresent()) {
            audit.write(known, Audit.SIGN_IN_LOCKED, null, null);
            throw new LockedException(locked.get());
        }
        Optional<Users.Secret> secret = users.secret(username);
        boolean matches;
        try {
            matches = passwords.matches(password, secret.map(Users.Secret::hash).orElse(null));
        } catch (ProblemException busy) {
            notLookedAt.run();
            throw busy;
        }
        if (!matches) {
            throw refused(known);
        }
        return secret.orElseThrow();
    }

    private RefusedException refused(String known) {
        audit.write(known, Audit.SIGN_IN_REFUSED, null, null);
        return new RefusedException();
    }
}
