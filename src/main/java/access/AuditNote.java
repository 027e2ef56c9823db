package access;

import jakarta.enterprise.context.RequestScoped;

/** What a resource adds to the audit entry of the request at hand. */
@RequestScoped
class AuditNote {

    private String subject;
    private String detail;

    /** @param subject instead of what the address names; null: that */
    void set(String subject, String detail) {
        this.subject = subject;
        this.detail = detail;
    }

    String subject() {
        return subject;
    }

    String detail() {
        return detail;
    }
}
