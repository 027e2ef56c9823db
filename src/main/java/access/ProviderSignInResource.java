package access;

import http.CallersParameters;
import http.ProblemException;
import io.quarkus.oidc.OidcSession;
import io.quarkus.security.identity.SecurityIdentity;
import io.vertx.core.http.HttpServerRequest;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.sql.SQLException;
import org.eclipse.microprofile.jwt.JsonWebToken;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/**
 * Where a sign-in with the provider begins and ends. Whoever comes back from it gets a session of ours, with the roles that the
 * provider names, and its own is forgotten here: the page goes on as after any sign-in, or tells why there is none.
 */
@CallersParameters("the provider: code, state and what else it answers")
@Path(ProviderSignInResource.ADDRESS)
@Tag(name = "Access")
public class ProviderSignInResource {

    static final String ADDRESS = "/auth/oidc";
    /** Whoever the provider knows. */
    static final String ANYBODY = "**";

    private final SecurityIdentity identity;
    private final ProviderSignIn signIn;
    private final OidcSession session;

    ProviderSignInResource(SecurityIdentity identity, ProviderSignIn signIn, OidcSession session) {
        this.identity = identity;
        this.signIn = signIn;
        this.session = session;
    }

    @GET
    @RolesAllowed(ANYBODY)
    @Operation(summary = "Sign in with the provider", description = "For browsers: goes to the provider, comes back, and ends at the dashboard, signed in.")
    @APIResponse(responseCode = "302", description = """
        To the provider, or back to the dashboard, with refused where there is no session. provider: it signed nobody in. role: it gives no \
        role that is known here. name: what it calls the user is no user name. user: the user is disabled, or one of that name signs in with a password.""")
    @APIResponse(responseCode = "404", description = "No provider is configured")
    public Response signIn(HttpServerRequest request) throws SQLException {
        if (!(identity.getPrincipal() instanceof JsonWebToken token) || identity.getAttribute(TokenIdentities.OURS) != null) {
            throw ProblemException.notFound("Nobody comes from a provider here: sign in with POST /auth/login.");
        }
        try {
            SignIn.Granted granted = signIn.of(token, identity.getRoles());
            return Response.status(302).location(URI.create("/")).cookie(RefreshCookie.of(request, granted.session())).build();
        } catch (ProviderSignIn.NoSessionException refused) {
            return refused(refused.why());
        } finally {
            // Else whoever was refused would stay so until the provider's token ends, whatever the provider says of them by then.
            session.logout().await().indefinitely();
        }
    }

    static Response refused(ProviderSignIn.Refusal why) {
        return Response.status(302).location(URI.create("/?refused=" + why.word())).build();
    }
}
