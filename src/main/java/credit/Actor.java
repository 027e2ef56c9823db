package credit;

import jakarta.enterprise.context.ApplicationScoped;

/** Who changes something through the API. */
@ApplicationScoped
public class Actor {

    /** As {@code credit_audit} has it. There are no logins yet. */
    public String name() {
        return "api";
    }
}
