package access;

import http.JsonBody;
import http.KeyCursor;
import http.PageOf;
import http.PageQuery;
import http.Parameters;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.sql.SQLException;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.parameters.RequestBody;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.RestQuery;

/** Users and their roles. What is changed ends the user's sign-ins. */
@RolesAllowed(Access.ADMIN)
@Path("/users")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Access")
public class UserResource {

    private final Accounts accounts;
    private final Passwords passwords;
    private final AuditNote note;

    UserResource(Accounts accounts, Passwords passwords, AuditNote note) {
        this.note = note;
        this.accounts = accounts;
        this.passwords = passwords;
    }

    /** @param next null: there are no more */
    @Schema(name = "Accounts")
    record Page(List<Account> users, String next) { }

    /** A new user. */
    @Schema(name = "New user", requiredProperties = {"username", "name", "password", "roles"})
    record NewUser(String username, String name, String password, List<String> roles, @Schema(name = "dealer_id") String dealerId, String language) { }

    /** A password, set by an administrator. */
    @Schema(name = "New password", requiredProperties = "password")
    record NewPassword(String password) { }

    @GET
    @Operation(summary = "List the users", description = "By user name. Pass next as cursor for the next page.")
    @APIResponse(responseCode = "200", description = "A page of users", content = @Content(
        schema = @Schema(implementation = Page.class), examples = @ExampleObject(name = "users", value = Examples.ACCOUNTS)))
    @APIResponse(responseCode = "400", description = "A parameter is not what it must be")
    public Page list(@RestQuery @Parameter(description = "A part of the user name or the name, in any case; accents do not count") String text, @BeanParam PageQuery paging) {
        int size = paging.size();
        List<Account> found = accounts.page(Parameters.text("text", text), paging.after(1).map(after -> after.key().get(0)), size);
        PageOf<Account, String> page = PageOf.of(found, size, user -> new KeyCursor(List.of(user.username())).text());
        return new Page(page.rows(), page.next());
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(summary = "Make a user")
    @APIResponse(responseCode = "201", description = "Made", content = @Content(
        schema = @Schema(implementation = Account.class), examples = @ExampleObject(name = "user", value = Examples.ACCOUNT)))
    @APIResponse(responseCode = "400", description = "A field is not what it must be")
    @APIResponse(responseCode = "409", description = "The name is taken, or there are as many users as there may be")
    public Response make(@RequestBody(required = true, content = @Content(schema = @Schema(implementation = NewUser.class),
            examples = @ExampleObject(name = "user", value = Examples.NEW_USER))) byte[] body) {
        JsonBody fields = JsonBody.of(body, "username", "name", "password", "roles", "dealer_id", "language");
        String username = Account.username(fields.text("username"));
        Account.Settings settings = Account.Settings.of(fields, true);
        note.set("username=" + username, accounts.add(username, settings, passwords.hash("password", fields.text("password"))));
        return Response.created(URI.create("/users/" + username)).entity(accounts.read(username)).build();
    }

    @PUT
    @Path("/{username}")
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(summary = "Change a user", description = "All of it, as it is to be. Its sign-ins end, and the access tokens it has are refused within seconds.")
    @APIResponse(responseCode = "200", description = "Changed", content = @Content(
        schema = @Schema(implementation = Account.class), examples = @ExampleObject(name = "user", value = Examples.ACCOUNT)))
    @APIResponse(responseCode = "400", description = "A field is not what it must be")
    @APIResponse(responseCode = "404", description = "There is no such user")
    @APIResponse(responseCode = "409", description = "No administrator would be left")
    public Account change(@RestPath String username, @RequestBody(required = true, content = @Content(schema = @Schema(implementation = Account.Settings.class),
            examples = @ExampleObject(name = "user", value = Examples.SETTINGS))) byte[] body) throws SQLException {
        JsonBody fields = JsonBody.of(body, "name", "roles", "dealer_id", "enabled", "language");
        note.set(null, accounts.change(username, Account.Settings.of(fields, fields.truth("enabled"))));
        return accounts.read(username);
    }

    @POST
    @Path("/{username}/password")
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(summary = "Set a user's password", description = "Lifts the lock after sign-ins that failed.")
    @APIResponse(responseCode = "204", description = "Set")
    @APIResponse(responseCode = "400", description = "It is too short or too long")
    @APIResponse(responseCode = "404", description = "There is no such user")
    public Response password(@RestPath String username, @RequestBody(required = true, content = @Content(schema = @Schema(implementation = NewPassword.class),
            examples = @ExampleObject(name = "password", value = Examples.NEW_PASSWORD))) byte[] body) {
        accounts.setPassword(username, passwords.hash("password", JsonBody.of(body, "password").text("password")));
        return Response.noContent().build();
    }

    @DELETE
    @Path("/{username}")
    @Operation(summary = "Delete a user", description = "What it did stays in the audit.")
    @APIResponse(responseCode = "204", description = "Deleted")
    @APIResponse(responseCode = "404", description = "There is no such user")
    @APIResponse(responseCode = "409", description = "No administrator would be left")
    public Response delete(@RestPath String username) throws SQLException {
        note.set(null, accounts.delete(username));
        return Response.noContent().build();
    }
}
