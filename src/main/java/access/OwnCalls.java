package access;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.List;
import java.util.UUID;

/** For parts of this process that call its own API, as a user that nobody can sign in as. */
@ApplicationScoped
public class OwnCalls {

    private final AccessTokens tokens;

    OwnCalls(AccessTokens tokens) {
        this.tokens = tokens;
    }

    /** The header Authorization, good as long as an access token is. @param name as the audit has it */
    public String authorization(String name, String... roles) {
        return "Bearer " + tokens.sign(new User(name, name, List.of(roles), Access.allOf(List.of(roles)), null, "en"), UUID.randomUUID());
    }
}
