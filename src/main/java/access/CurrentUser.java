package access;

import http.Problem;
import http.ProblemException;
import io.quarkus.arc.Arc;
import io.quarkus.security.identity.SecurityIdentity;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.eclipse.microprofile.jwt.JsonWebToken;

/** Who the request at hand is of. */
@ApplicationScoped
public class CurrentUser {

    private final SecurityIdentity identity;
    private final EndedSignIns ended;

    public CurrentUser(SecurityIdentity identity, EndedSignIns ended) {
        this.identity = identity;
        this.ended = ended;
    }

    /** The name they signed in with; empty outside of a request, and where nobody signed in. */
    public Optional<String> name() {
        return isKnown() ? Optional.of(identity.getPrincipal().getName()) : Optional.empty();
    }

    /**
     * The dealer whose orders and account are all that they may see; empty for who works for the seller and may see everyone's.
     *
     * @throws ProblemException 403: they are a dealer, and it is not known which
     */
    public Optional<String> seesOnly() {
        return isKnown() && identity.hasRole(Access.VIEWER) ? Optional.empty() : Optional.of(dealer());
    }

    /** @throws ProblemException 403: no dealer's account is theirs */
    public String dealer() {
        return attribute(AccessTokens.DEALER_ID).orElseThrow(() -> new ProblemException(Problem.of(403,
            "This user has no dealer's account: an administrator gives it one.")));
    }

    /** How long they may stay with what they showed of themselves. */
    public Stay stay() {
        Instant until = isKnown() && identity.getPrincipal() instanceof JsonWebToken token ? Instant.ofEpochSecond(token.getExpirationTime()) : Instant.MIN;
        String session = attribute(AccessTokens.SESSION).orElse(null);
        // Who comes with the provider's token has no sign-in here that could end.
        String theirs = isKnown() && identity.getAttribute(TokenIdentities.OURS) == null ? identity.getPrincipal().getName() : null;
        return now -> now.isAfter(until) || ended.has(session) || ended.isDisabled(theirs);
    }

    Optional<UUID> session() {
        return attribute(AccessTokens.SESSION).map(UUID::fromString);
    }

    /** Who comes with a token of the provider's need not have a row here. */
    Optional<User> asTheProviderTells() {
        if (!isKnown() || identity.getAttribute(TokenIdentities.OURS) != null) {
            return Optional.empty();
        }
        Set<String> may = Access.allOf(identity.getRoles());
        String name = identity.getPrincipal().getName();
        return Optional.of(new User(name, name, List.copyOf(may), may, identity.getAttribute(AccessTokens.DEALER_ID), "vi"));
    }

    private Optional<String> attribute(String name) {
        return isKnown() ? Optional.ofNullable(identity.getAttribute(name)) : Optional.empty();
    }

    private boolean isKnown() {
        return Arc.container() != null && Arc.container().requestContext().isActive() && !identity.isAnonymous();
    }
}
