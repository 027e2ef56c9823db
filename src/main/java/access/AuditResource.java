package access;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import database.Sql;
import http.Cursor;
import http.Parameters;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestQuery;

/** Who signed in, and who changed what. */
@RolesAllowed(Access.ADMIN)
@Path("/audit")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Access")
public class AuditResource {

    private static final int DEFAULT_LIMIT = 50;
    private static final int MAX_LIMIT = 200;

    /** Each filter that is not given compares a column with itself or with a bound that all rows are within. */
    private static final String PAGE = """
        select id, at, username, action, subject, detail from audit_entry
         where id < ? and (?::text is null or username = ?) and (?::text is null or action = ?)
           and (?::timestamptz is null or at >= ?) and (?::timestamptz is null or at < ?)
         order by id desc limit ?""";

    private final Sql database;

    AuditResource(Sql database) {
        this.database = database;
    }

    /** @param username null: of nobody who is known */
    @Schema(name = "Audit entry")
    record Entry(long id, Instant at, String username, String action, String subject, String detail) { }

    /** @param next null: there are no more */
    @Schema(name = "Audit")
    @JsonNaming(SnakeCaseStrategy.class)
    record Page(List<Entry> entries, String next) { }

    @GET
    @Operation(summary = "List who signed in, and who changed what", description = "The latest first. Pass next as cursor for the next page.")
    @APIResponse(responseCode = "200", description = "A page of entries", content = @Content(
        schema = @Schema(implementation = Page.class), examples = @ExampleObject(name = "page", value = Examples.AUDIT)))
    @APIResponse(responseCode = "400", description = "A parameter is not what it must be")
    public Page list(
        @RestQuery @Parameter(description = "A user name") String user,
        @RestQuery @Parameter(description = "SIGN_IN, SIGN_IN_REFUSED, SIGN_IN_LOCKED, SIGN_OUT, TOKEN_REUSED, or a method and its address, such as PUT /users/{username}") String action,
        @RestQuery @Parameter(description = "At or after, such as 2026-05-01T00:00:00Z") String from,
        @RestQuery @Parameter(description = "Before") String to,
        @RestQuery @Parameter(description = "1 to 200, default 50") String limit,
        @RestQuery @Parameter(description = "next of the page before") String cursor) {
        String username = Parameters.text("user", user).orElse(null);
        String kind = Parameters.text("action", action).orElse(null);
        Instant since = Parameters.time("from", from).orElse(null);
        Instant until = Parameters.time("to", to).orElse(null);
        int size = Parameters.count("limit", limit, DEFAULT_LIMIT, MAX_LIMIT);
        long before = Cursor.parse(cursor).map(Cursor::id).orElse(Long.MAX_VALUE);
        List<Entry> found = database.query(PAGE, row -> new Entry(row.getLong("id"), Sql.instant(row, "at"), row.getString("username"), row.getString("action"),
            row.getString("subject"), row.getString("detail")), before, username, username, kind, kind, since, since, until, until, size + 1);
        List<Entry> page = found.stream().limit(size).toList();
        return new Page(page, found.size() > size ? new Cursor(Instant.EPOCH, page.get(size - 1).id()).text() : null);
    }
}
