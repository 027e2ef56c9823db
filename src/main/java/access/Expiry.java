package access;

import jakarta.enterprise.context.ApplicationScoped;

/** Deletes what is over of sign-ins and of the audit; one replica, once a day. */
@ApplicationScoped
public class Expiry {

    private final Sessions sessions;
    private final FailedSignIns failures;
    private final Audit audit;

    Expiry(Sessions sessions, FailedSignIns failures, Audit audit) {
        this.sessions = sessions;
        this.failures = failures;
        this.audit = audit;
    }

    /** @return how many rows went */
    public int run() {
        return sessions.expire() + failures.expire() + audit.expire();
    }
}
