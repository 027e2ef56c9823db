package access;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.identity.AuthenticationRequestContext;
import io.quarkus.security.identity.IdentityProvider;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.identity.request.TokenAuthenticationRequest;
import io.quarkus.security.runtime.QuarkusSecurityIdentity;
import io.quarkus.smallrye.jwt.runtime.auth.JsonWebTokenCredential;
import io.smallrye.jwt.auth.principal.ParseException;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;
import org.eclipse.microprofile.jwt.JsonWebToken;

/**
 * Who a bearer token of ours is. A token is verified once; while it is good the answer is kept, for a shop asks thousands of
 * times a second with the same one.
 */
@ApplicationScoped
class TokenIdentities implements IdentityProvider<TokenAuthenticationRequest> {

    /** An attribute of those alone who came with a token of ours. */
    static final String OURS = "ordersync";
    /** Claims that are attributes of the identity under the same names. */
    private static final String[] ATTRIBUTES = {AccessTokens.DEALER_ID, AccessTokens.SESSION};

    private final AccessTokens tokens;
    private final EndedSignIns ended;
    private final Cache<String, SecurityIdentity> verified;

    TokenIdentities(AccessTokens tokens, EndedSignIns ended, SecurityConfig config) {
        this.ended = ended;
        this.tokens = tokens;
        this.verified = Caffeine.newBuilder().maximumSize(config.cachedTokens())
            .expireAfter(com.github.benmanes.caffeine.cache.Expiry.<String, SecurityIdentity>creating((token, identity) -> remaining(identity))).build();
    }

    @Override
    public Class<TokenAuthenticationRequest> getRequestType() {
        return TokenAuthenticationRequest.class;
    }

    /** Before SmallRye's own, which knows one key by configuration. */
    @Override
    public int priority() {
        return IdentityProvider.super.priority() + 1;
    }

    @Override
    public Uni<SecurityIdentity> authenticate(TokenAuthenticationRequest request, AuthenticationRequestContext context) {
        if (!(request.getToken() instanceof JsonWebTokenCredential credential)) {
            return Uni.createFrom().nullItem();
        }
        String token = credential.getToken();
        SecurityIdentity known = verified.getIfPresent(token);
        if (known != null) {
            return unlessEnded(known);
        }
        try {
            SecurityIdentity identity = identity(tokens.verify(token), credential);
            verified.put(token, identity);
            return unlessEnded(identity);
        } catch (ParseException notGood) {
            return Uni.createFrom().failure(new AuthenticationFailedException("The token is not good", notGood));
        }
    }

    private Uni<SecurityIdentity> unlessEnded(SecurityIdentity identity) {
        return ended.has(identity.getAttribute(AccessTokens.SESSION)) ? Uni.createFrom().failure(new AuthenticationFailedException("The sign-in has ended"))
            : Uni.createFrom().item(identity);
    }

    private static SecurityIdentity identity(JsonWebToken token, JsonWebTokenCredential credential) {
        QuarkusSecurityIdentity.Builder identity = QuarkusSecurityIdentity.builder().setPrincipal(token)
            .addCredential(credential).addAttribute(OURS, true).addRoles(Access.allOf(token.getGroups()));
        for (String attribute : ATTRIBUTES) {
            String value = token.getClaim(attribute);
            if (value != null) {
                identity.addAttribute(attribute, value);
            }
        }
        return identity.build();
    }

    private static Duration remaining(SecurityIdentity identity) {
        long expiresAt = ((JsonWebToken) identity.getPrincipal()).getExpirationTime();
        Duration left = Duration.between(Instant.now(), Instant.ofEpochSecond(expiresAt));
        return left.isNegative() ? Duration.ZERO : left;
    }
}
