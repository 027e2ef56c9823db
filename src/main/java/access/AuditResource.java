package access;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import database.Sql;
import exports.ExportFormat;
import exports.ExportQuery;
import exports.Exports;
import exports.Table;
import http.Cursor;
import http.PageOf;
import http.PageQuery;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Content;
import org.eclipse.microprofile.openapi.annotations.media.ExampleObject;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Who signed in, and who changed what. */
@RolesAllowed(Access.ADMIN)
@Path("/audit")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Access")
public class AuditResource {


    /** Each filter that is not given compares a column with itself or with a bound that all rows are within. */
    private static final String PAGE = """
        select id, at, username, action, subject, detail from audit_entry
         where id < ? and (?::text is null or username = ?) and (?::text is null or action = ?)
           and (?::timestamptz is null or at >= ?) and (?::timestamptz is null or at < ?)
         order by id desc limit ?""";

    private static final Table<Entry> TABLE = Table.<Entry>of("audit").with("id", Entry::id).with("at", Entry::at).with("username", Entry::username)
        .with("action", Entry::action).with("subject", Entry::subject).with("detail", Entry::detail);

    private final Sql database;
    private final Exports exports;

    AuditResource(Sql database, Exports exports) {
        this.database = database;
        this.exports = exports;
    }

    /** Which entries are asked for; null: any. */
    record Filter(String username, String action, Instant from, Instant to) { }

    /** @param username null: of nobody who is known */
    @Schema(name = "Audit entry")
    record Entry(long id, Instant at, String username, String action, String subject, String detail) {

        private Cursor cursor() {
            return Cursor.of(id);
        }
    }

    /** @param next null: there are no more */
    @Schema(name = "Audit")
    @JsonNaming(SnakeCaseStrategy.class)
    record Page(List<Entry> entries, String next) { }

    @GET
    @Operation(summary = "List who signed in, and who changed what", description = "The latest first. Pass next as cursor for the next page.")
    @APIResponse(responseCode = "200", description = "A page of entries", content = @Content(
        schema = @Schema(implementation = Page.class), examples = @ExampleObject(name = "page", value = Examples.AUDIT)))
    @APIResponse(responseCode = "400", description = "A parameter is not what it must be")
    public Page list(@BeanParam AuditQuery query, @BeanParam PageQuery paging) {
        Filter filter = query.filter();
        int size = paging.size();
        List<Entry> found = page(filter, paging.after(), size);
        PageOf<Entry, String> page = PageOf.of(found, size, entry -> entry.cursor().text());
        return new Page(page.rows(), page.next());
    }

    @GET
    @Path("/export")
    @Produces({ExportFormat.CSV_TYPE, ExportFormat.XLSX_TYPE})
    @Operation(summary = "Export who signed in, and who changed what", description = "All that the filter finds, the latest first.")
    public Response export(@BeanParam ExportQuery as, @BeanParam AuditQuery query) {
        Filter filter = query.filter();
        return exports.<Entry, Cursor>of(as.format(), TABLE, (cursor, limit) ->
            PageOf.of(page(filter, Optional.ofNullable(cursor), limit), limit, Entry::cursor));
    }

    /** The page that follows {@code after}, and one entry more, which tells whether there is a next page. */
    private List<Entry> page(Filter filter, Optional<Cursor> after, int limit) {
        return database.query(PAGE, row -> new Entry(row.getLong("id"), Sql.instant(row, "at"), row.getString("username"), row.getString("action"),
                row.getString("subject"), row.getString("detail")), after.map(Cursor::id).orElse(Long.MAX_VALUE), filter.username, filter.username,
            filter.action, filter.action, filter.from, filter.from, filter.to, filter.to, limit + 1);
    }
}
