package access;

import io.quarkus.oidc.IdTokenCredential;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.identity.AuthenticationRequestContext;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.identity.SecurityIdentityAugmentor;
import io.quarkus.security.runtime.QuarkusSecurityIdentity;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import org.eclipse.microprofile.jwt.JsonWebToken;

/** Gives who comes with a provider's token the roles that theirs hold, and a dealer the account that the claim names; not who is disabled here. */
@ApplicationScoped
class ProviderIdentities implements SecurityIdentityAugmentor {

    private final EndedSignIns ended;

    ProviderIdentities(EndedSignIns ended) {
        this.ended = ended;
    }

    @Override
    public Uni<SecurityIdentity> augment(SecurityIdentity identity, AuthenticationRequestContext context) {
        if (identity.isAnonymous() || identity.getAttribute(TokenIdentities.OURS) != null || !(identity.getPrincipal() instanceof JsonWebToken token)) {
            return Uni.createFrom().item(identity);
        }
        // Whoever comes back from its sign-in is told by ProviderSignIn.
        if (identity.getCredential(IdTokenCredential.class) == null && ended.isDisabled(token.getName())) {
            return Uni.createFrom().failure(new AuthenticationFailedException("The user is disabled"));
        }
        QuarkusSecurityIdentity.Builder more = QuarkusSecurityIdentity.builder(identity).addRoles(Access.allOf(identity.getRoles()));
        Object dealer = token.getClaim(AccessTokens.DEALER_ID);
        if (dealer instanceof String id && identity.hasRole(Access.DEALER)) {
            more.addAttribute(AccessTokens.DEALER_ID, id);
        }
        return Uni.createFrom().item(more.build());
    }
}
