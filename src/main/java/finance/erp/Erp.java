package finance.erp;

import java.util.Locale;

/** Where postings can go. */
public enum Erp {
    SAP, HTTP, FILE;

    /** As the column {@code erp} and metrics have it. */
    public String id() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Erp of(String id) {
        return valueOf(id.toUpperCase(Locale.ROOT));
    }
}
