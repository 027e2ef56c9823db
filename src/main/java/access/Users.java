package access;

import database.Sql;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;

/** The users in PostgreSQL. */
@ApplicationScoped
class Users {

    private static final String READ = "select username, name, roles, dealer_id, language from app_user where username = ? and enabled";
    private static final String SECRET = "select password, devices::text from app_user where username = ? and enabled and password is not null";
    private static final String DEVICES = "select devices::text from app_user where username = ? and enabled";
    private static final String FIRST = """
        insert into app_user (username, name, password, roles) select ?, ?, ?, ? where not exists (select from app_user) on conflict do nothing""";
    private static final String ANY = "select exists (select from app_user)";
    private static final String SIGNED_IN = "update app_user set last_sign_in_at = now() where username = ?";
    private static final String SET_PASSWORD = "update app_user set password = ? where username = ?";
    private static final String REPLACE_PASSWORD = SET_PASSWORD + " and password = ? returning devices::text";

    private final Sql database;

    Users(Sql database) {
        this.database = database;
    }

    /** Empty where there is none, or it may not sign in. */
    Optional<User> find(String username) {
        return database.query(READ, User::of, username).stream().findFirst();
    }

    /**
     * By what a user is known.
     *
     * @param hash    of the password, bcrypt
     * @param devices what the cookies of {@link KnownDevices} are signed with, besides
     */
    record Secret(String hash, String devices) { }

    /** Empty where they cannot sign in with a password. */
    Optional<Secret> secret(String username) {
        return database.query(SECRET, row -> new Secret(row.getString(1), row.getString(2)), username).stream().findFirst();
    }

    /** {@link Secret#devices}, also of whom the provider signs in; empty for whom {@link #find} does not find. */
    Optional<String> devices(String username) {
        return database.query(DEVICES, row -> row.getString(1), username).stream().findFirst();
    }

    void signedIn(String username) {
        database.update(SIGNED_IN, username);
    }

    /**
     * No browser is known any more in which the user signed in before: the database sees to it.
     *
     * @return false: there is no such user
     */
    boolean setPassword(String username, String hash) {
        return database.update(SET_PASSWORD, hash, username) == 1;
    }

    /**
     * The same, by one who knew the password.
     *
     * @param known the hash of what they gave
     * @return {@link Secret#devices} as it is now; empty: meanwhile it was set to another, which stays
     */
    Optional<String> replacePassword(String username, String known, String hash) {
        return database.query(REPLACE_PASSWORD, row -> row.getString(1), hash, username, known).stream().findFirst();
    }

    boolean any() {
        return database.query(ANY, row -> row.getBoolean(1)).get(0);
    }

    /** @return false: somebody is there already */
    boolean addFirst(String username, String name, String hash, String... roles) {
        return database.update(FIRST, username, name, hash, roles) == 1;
    }
}
