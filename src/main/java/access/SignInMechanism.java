package access;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.oidc.runtime.OidcAuthenticationMechanism;
import io.quarkus.security.identity.IdentityProviderManager;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.identity.request.AuthenticationRequest;
import io.quarkus.smallrye.jwt.runtime.auth.JWTAuthMechanism;
import io.quarkus.vertx.http.runtime.security.ChallengeData;
import io.quarkus.vertx.http.runtime.security.HttpAuthenticationMechanism;
import io.quarkus.vertx.http.runtime.security.HttpCredentialTransport;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import jakarta.annotation.Priority;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Alternative;
import java.io.IOException;
import java.util.Base64;
import java.util.HashSet;
import java.util.Set;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** Who looks at a request: the provider's mechanism at the address where its sign-ins end and for tokens that are not ours, else our own. */
@Alternative
@Priority(1)
@ApplicationScoped
class SignInMechanism implements HttpAuthenticationMechanism {

    private static final String BEARER = "Bearer ";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final JWTAuthMechanism ours;
    private final OidcAuthenticationMechanism provider;
    private final boolean hasProvider;

    SignInMechanism(JWTAuthMechanism ours, OidcAuthenticationMechanism provider,
                    @ConfigProperty(name = "quarkus.oidc.tenant-enabled", defaultValue = "false") boolean hasProvider) {
        this.ours = ours;
        this.provider = provider;
        this.hasProvider = hasProvider;
    }

    @Override
    public Uni<SecurityIdentity> authenticate(RoutingContext ctx, IdentityProviderManager identities) {
        return of(ctx).authenticate(ctx, identities);
    }

    @Override
    public Uni<ChallengeData> getChallenge(RoutingContext ctx) {
        return of(ctx).getChallenge(ctx);
    }

    @Override
    public Set<Class<? extends AuthenticationRequest>> getCredentialTypes() {
        Set<Class<? extends AuthenticationRequest>> types = new HashSet<>(ours.getCredentialTypes());
        types.addAll(provider.getCredentialTypes());
        return types;
    }

    @Override
    public Uni<HttpCredentialTransport> getCredentialTransport(RoutingContext ctx) {
        return of(ctx).getCredentialTransport(ctx);
    }

    private HttpAuthenticationMechanism of(RoutingContext ctx) {
        return hasProvider && (ctx.normalizedPath().equals(ProviderSignInResource.ADDRESS) || isForeign(ctx.request().getHeader(HttpHeaders.AUTHORIZATION)))
            ? provider : ours;
    }

    /** By the issuer that the token names, which nobody has verified yet: whoever is asked verifies it. */
    static boolean isForeign(String authorization) {
        if (authorization == null || !authorization.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
            return false;
        }
        String[] parts = authorization.substring(BEARER.length()).split("\\.", -1);
        try {
            return parts.length != 3 || !JSON.readTree(Base64.getUrlDecoder().decode(parts[1])).path("iss").asText().equals(AccessTokens.ISSUER);
        } catch (IOException | IllegalArgumentException noJwt) {
            return true;
        }
    }
}
