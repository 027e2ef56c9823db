package access;

import http.Problem;
import http.ProblemType;
import io.quarkus.security.AuthenticationCompletionException;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.ForbiddenException;
import io.quarkus.security.UnauthorizedException;
import io.quarkus.vertx.http.runtime.security.HttpAuthenticator;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** Who may not, as problem+json, with the challenge that RFC 6750 asks for. */
public final class AccessProblems {

    static final String CHALLENGE = "Bearer realm=\"ordersync\"";
    private static final String WRONG_TOKEN = CHALLENGE + ", error=\"invalid_token\"";

    /** Where the provider's sign-in begins, the challenge is to go there. */
    @ServerExceptionMapper
    public Uni<Response> nobody(UnauthorizedException failure, RoutingContext ctx) {
        HttpAuthenticator authenticator = ctx.get(HttpAuthenticator.class.getName());
        if (authenticator != null && ctx.normalizedPath().equals(ProviderSignInResource.ADDRESS)) {
            return authenticator.getChallenge(ctx).map(challenge -> challenge == null || challenge.headerName == null ? unasked()
                : Response.status(challenge.status).header(challenge.headerName.toString(), challenge.headerContent).build());
        }
        return Uni.createFrom().item(unasked());
    }

    private static Response unasked() {
        return challenge(CHALLENGE, "Sign in with POST /auth/login, and send the token as Authorization: Bearer.");
    }

    /** Whoever comes back from the provider as nobody is at the sign-in again. */
    @ServerExceptionMapper
    public Response brokenOff(AuthenticationCompletionException failure) {
        return ProviderSignInResource.refused(ProviderSignIn.Refusal.PROVIDER);
    }

    @ServerExceptionMapper
    public Response unknown(AuthenticationFailedException failure) {
        return challenge(WRONG_TOKEN, "The access token is not good, or is over. Get the next one with POST /auth/refresh, or sign in again.");
    }

    @ServerExceptionMapper
    public Response notAllowed(ForbiddenException failure) {
        return Response.status(403).type(Problem.MEDIA_TYPE).entity(Problem.of(403, ProblemType.ROLE_MISSING, "None of this user's roles may do this.")).build();
    }

    @ServerExceptionMapper
    public Response refused(RefusedException failure) {
        return challenge(CHALLENGE, "The user name or the password is wrong.");
    }

    @ServerExceptionMapper
    public Response locked(LockedException failure) {
        long seconds = failure.left().plusMillis(999).toSeconds();
        return tooMany(seconds, "Too many sign-ins of this name failed. Try again in " + (seconds + 59) / 60 + " minutes, sign in where you have signed in before, or have an administrator set a new password.");
    }

    static Response tooMany(long retrySeconds, String detail) {
        return Response.status(429).type(Problem.MEDIA_TYPE).header(HttpHeaders.RETRY_AFTER, retrySeconds).entity(Problem.of(429, detail)).build();
    }

    private static Response challenge(String challenge, String detail) {
        return Response.status(401).type(Problem.MEDIA_TYPE).header(HttpHeaders.WWW_AUTHENTICATE, challenge).entity(Problem.of(401, detail)).build();
    }
}
