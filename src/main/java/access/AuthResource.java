package access;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import http.JsonBody;
import http.Problem;
import http.ProblemException;
import http.ProblemType;
import io.vertx.core.http.HttpServerRequest;
import jakarta.annotation.security.PermitAll;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Inject;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.CookieParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.sql.SQLException;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Signing in and out. The refresh token is a cookie that no script can read, and that only these addresses get. */
@Path("/auth")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Access")
public class AuthResource {

    private final SignIn signIn;
    private final Users users;
    private final CurrentUser current;
    private final AccessTokens tokens;
    private final SecurityConfig config;
    private final KnownDevices devices;

    @Inject
    DemoData demo;

    @ConfigProperty(name = "quarkus.oidc.tenant-enabled", defaultValue = "false")
    boolean provider;

    @ConfigProperty(name = "quarkus.application.version", defaultValue = "")
    String version;

    AuthResource(SignIn signIn, Users users, CurrentUser current, AccessTokens tokens, SecurityConfig config, KnownDevices devices) {
        this.signIn = signIn;
        this.users = users;
        this.current = current;
        this.tokens = tokens;
        this.config = config;
        this.devices = devices;
    }

    /** What a sign-in sends. */
    @Schema(name = "Sign-in", requiredProperties = {"username", "password"})
    record Credentials(String username, String password) { }

    /** What changes a password. */
    @Schema(name = "Password change", requiredProperties = {"current", "new"})
    record PasswordChange(String current, @Schema(name = "new") String next) { }

    /** @param expiresIn seconds */
    @Schema(name = "Signed in")
    @JsonNaming(SnakeCaseStrategy.class)
    record SignedIn(String accessToken, long expiresIn, String tokenType, User user) { }

    /**
     * What the sign-in page needs to know.
     *
     * @param oidc   whether a provider signs users in
     * @param signIn where that begins; else null
     */
    @Schema(name = "Sign-in page")
    @JsonNaming(SnakeCaseStrategy.class)
    record Page(boolean oidc, String signIn, boolean demo, String version) { }

    @POST
    @Path("/login")
    @PermitAll
    @Unaudited("The sign-in writes its own entry")
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(summary = "Sign in with a name and a password", description = "Gives an access token, for the header Authorization: Bearer, and the refresh token as a cookie.")
    @APIResponse(responseCode = "200", description = "Signed in", content = @Content(
        schema = @Schema(implementation = SignedIn.class), examples = @ExampleObject(name = "token", value = Examples.SIGNED_IN)))
    @APIResponse(responseCode = "400", description = "A field is missing")
    @APIResponse(responseCode = "401", description = "The name or the password is wrong")
    @APIResponse(responseCode = "429", description = "Too many sign-ins of this address, or too many that failed for this name; Retry-After says when to come again")
    public Response login(HttpServerRequest request,
            @CookieParam(KnownDevices.COOKIE) @Parameter(description = "Set by an earlier sign-in; no script can read it") String device, @RequestBody(required = true, content = @Content(schema = @Schema(implementation = Credentials.class),
            examples = @ExampleObject(name = "sign-in", value = Examples.SIGN_IN))) byte[] body) throws SQLException {
        JsonBody fields = JsonBody.of(body, "username", "password");
        SignIn.Granted granted = signIn.with(fields.text("username"), fields.text("password"), request.remoteAddress().hostAddress(), device);
        return Response.fromResponse(granted(request, granted)).cookie(devices.cookie(request, granted.device())).build();
    }

    @POST
    @Path("/refresh")
    @PermitAll
    @Unaudited("Nothing changes but the token")
    @Operation(summary = "Get the next access token, by the cookie", description = "The cookie is replaced. The one that was used last is good for 20 s more, if its answer was lost; an older one ends the sign-in for all who hold it.")
    @APIResponse(responseCode = "200", description = "Still signed in", content = @Content(
        schema = @Schema(implementation = SignedIn.class), examples = @ExampleObject(name = "token", value = Examples.SIGNED_IN)))
    @APIResponse(responseCode = "401", description = "Signed out, or the sign-in is over")
    @APIResponse(responseCode = "429", description = "Too many of this address; Retry-After says when to come again")
    public Response refresh(HttpServerRequest request, @CookieParam(RefreshCookie.NAME) @Parameter(description = "Set by the sign-in; no script can read it") String token) throws SQLException {
        return signIn.refresh(token).map(grant -> granted(request, grant)).orElseGet(() -> Response.status(401).type(Problem.MEDIA_TYPE)
            .header(HttpHeaders.WWW_AUTHENTICATE, AccessProblems.CHALLENGE).cookie(RefreshCookie.none(request))
            .entity(Problem.of(401, "The sign-in is over. Sign in again.")).build());
    }

    @POST
    @Path("/logout")
    @PermitAll
    @Unaudited("The sign-out writes its own entry")
    @Operation(summary = "Sign out", description = "Ends the sign-in of the cookie; its refresh tokens are good no more.")
    @APIResponse(responseCode = "204", description = "Signed out")
    public Response logout(HttpServerRequest request, @CookieParam(RefreshCookie.NAME) @Parameter(description = "Set by the sign-in; no script can read it") String token) {
        signIn.end(token);
        return Response.noContent().cookie(RefreshCookie.none(request)).build();
    }

    @GET
    @Path("/me")
    @RolesAllowed({Access.VIEWER, Access.SHOP, Access.DEALER})
    @Operation(summary = "Who is signed in")
    @APIResponse(responseCode = "200", description = "The user", content = @Content(
        schema = @Schema(implementation = User.class), examples = @ExampleObject(name = "user", value = Examples.USER)))
    public User me() {
        return current.name().flatMap(users::find).or(current::asTheProviderTells).orElseThrow(() -> ProblemException.notFound(ProblemType.NO_SUCH_USER, "There is no such user any more."));
    }

    @POST
    @Path("/password")
    @RolesAllowed({Access.VIEWER, Access.SHOP, Access.DEALER})
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(summary = "Change the own password", description = "Ends all other sign-ins of the user. No browser but this one is known any more as one in which it signed in.")
    @APIResponse(responseCode = "204", description = "Changed")
    @APIResponse(responseCode = "400", description = "The new one is too short or too long")
    @APIResponse(responseCode = "401", description = "The current one is wrong")
    @APIResponse(responseCode = "429", description = "Too many were wrong, or too many requests; Retry-After says when to come again")
    public Response password(HttpServerRequest request, @RequestBody(required = true, content = @Content(schema = @Schema(implementation = PasswordChange.class),
            examples = @ExampleObject(name = "change", value = Examples.PASSWORD_CHANGE))) byte[] body) {
        JsonBody fields = JsonBody.of(body, "current", "new");
        String device = signIn.changePassword(current.name().orElseThrow(), fields.text("current"), fields.text("new"), current.session().orElse(null));
        return Response.noContent().cookie(devices.cookie(request, device)).build();
    }

    @GET
    @Path("/config")
    @PermitAll
    @Operation(summary = "What the sign-in page needs to know")
    @APIResponse(responseCode = "200", description = "How to sign in", content = @Content(
        schema = @Schema(implementation = Page.class), examples = @ExampleObject(name = "page", value = Examples.PAGE)))
    public Page page() {
        return new Page(provider, provider ? ProviderSignInResource.ADDRESS : null, demo.isThere(), version);
    }

    private Response granted(HttpServerRequest request, SignIn.Granted granted) {
        return Response.ok(new SignedIn(tokens.sign(granted.user(), granted.session().session()), config.accessFor().toSeconds(), "Bearer", granted.user()))
            .cookie(RefreshCookie.of(request, granted.session())).build();
    }
}
