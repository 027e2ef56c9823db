package credit;

import access.CurrentUser;
import jakarta.enterprise.context.ApplicationScoped;

/** Who changes something of a dealer or of an order's credit. */
@ApplicationScoped
public class Actor {

    private static final String NOBODY = "ordersync";

    private final CurrentUser user;

    Actor(CurrentUser user) {
        this.user = user;
    }

    /** As {@code credit_audit} has it: the user's name, or our own where none is at it. */
    public String name() {
        return user.name().orElse(NOBODY);
    }
}
