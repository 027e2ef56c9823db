package access;

import database.Sql;
import jakarta.enterprise.context.ApplicationScoped;

/** Who signed in, and who changed what; no secret and no personal data of buyers. */
@ApplicationScoped
public class Audit {

    static final String SIGN_IN = "SIGN_IN";
    static final String SIGN_IN_REFUSED = "SIGN_IN_REFUSED";
    static final String SIGN_IN_LOCKED = "SIGN_IN_LOCKED";
    static final String SIGN_OUT = "SIGN_OUT";
    static final String TOKEN_REUSED = "TOKEN_REUSED";

    private static final String WRITE = "insert into audit_entry (username, action, subject, detail) values (?, ?, ?, ?)";
    private static final String FORGET = "delete from audit_entry where at < now() - make_interval(days => ?)";

    private final Sql database;
    private final SecurityConfig config;

    Audit(Sql database, SecurityConfig config) {
        this.database = database;
        this.config = config;
    }

    /**
     * @param username null: of nobody who is known
     * @param subject  what it was done to; null: nothing that has a name
     */
    public void write(String username, String action, String subject, String detail) {
        database.update(WRITE, username, action, subject, detail);
    }

    int expire() {
        return database.update(FORGET, config.auditKeepDays());
    }
}
