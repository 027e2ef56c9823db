package finance.reconciliation;

import access.Access;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonUnwrapped;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import exports.ExportFormat;
import exports.ExportQuery;
import exports.Exports;
import exports.Table;
import http.JsonBody;
import http.KeyCursor;
import http.PageOf;
import http.PageQuery;
import http.Parameters;
import http.ProblemException;
import http.ProblemType;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.math.BigDecimal;
import java.net.URI;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
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

/** What of a day does not agree: orders, payments, postings and the bank's lines. */
@RolesAllowed(Access.FINANCE)
@Path("/reconciliations")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Reconciliation")
public class ReconciliationResource {

    private static final int KEY_PARTS = 4;
    private static final int KEY_PARTS_BY_AGE = 6;
    private static final LocalDate AFTER_ALL = LocalDate.of(3000, 1, 1);

    /** The columns of {@link CsvReport}. */
    private static final Table<Item> TABLE = Table.<Item>of("reconciliation-items").with("date", Item::date).with("class", Item::itemClass)
        .with("order_id", Item::orderId).with("payment_id", Item::paymentId).with("subject", Item::subject)
        .with("expected", item -> number(item.expected())).with("actual", item -> number(item.actual())).with("difference", item -> number(item.difference()))
        .with("currency", Item::currency).with("reason", Item::reason).with("owner", Item::owner).with("since", Item::since)
        .with("age_days", Item::ageDays).with("state", Item::state).with("note", Item::note);

    private final Reconciliations runs;
    private final Items items;
    private final Exports exports;

    ReconciliationResource(Reconciliations runs, Items items, Exports exports) {
        this.runs = runs;
        this.items = items;
        this.exports = exports;
    }

    @Schema(name = "Reconciliation wanted", requiredProperties = "date")
    record Wanted(@Schema(description = "A day of ordersync.finance.zone, today at the latest", examples = "2026-11-21") String date) { }

    @Schema(name = "Explanation", requiredProperties = {"class", "note"})
    @JsonNaming(SnakeCaseStrategy.class)
    record Explanation(@JsonProperty("class") ItemClass itemClass, String orderId, String paymentId, String subject,
                       @Schema(maxLength = 200, examples = "Paid in cash, see voucher 118") String note) { }

    /** @param next the cursor of the next page; null: there is none */
    @Schema(name = "Reconciliations")
    record RunPage(List<Reconciliation> reconciliations, String next) { }

    /** @param next the cursor of the next page of items; null: there is none */
    @Schema(name = "Reconciliation report")
    record ReportPage(@JsonUnwrapped Reconciliation run, long alerts, List<ClassSum> summary, List<Item> items, String next) { }

    /**
     * @param date the newest day that was reconciled, to whose end ages are counted
     * @param next the cursor of the next page of items; null: there is none
     */
    @Schema(name = "Open of all days")
    record OpenPage(LocalDate date, long alerts, List<ClassSum> summary, List<Item> items, String next) { }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(summary = "Reconcile a day", description = "In the background, by a process with the role poll. A day may be run again: what has been "
        + "mended since is then settled.")
    @APIResponse(responseCode = "202", description = "It is under way; Location has its report",
        content = @Content(schema = @Schema(implementation = Reconciliation.class)))
    @APIResponse(responseCode = "400", description = "The date is not a day, or has not come yet")
    @APIResponse(responseCode = "409", description = "A run of this day is under way")
    public Response start(@RequestBody(required = true, content = @Content(schema = @Schema(implementation = Wanted.class),
            examples = @ExampleObject(name = "day", value = "{\"date\":\"2026-11-21\"}"))) byte[] body) {
        LocalDate date = Parameters.day("date", JsonBody.of(body, "date").text("date")).orElseThrow();
        if (date.isAfter(runs.today())) {
            throw ProblemException.badParameter("date", "today or a day before it");
        }
        if (!runs.request(date)) {
            throw ProblemException.conflict(ProblemType.RECONCILIATION_UNDER_WAY, "The reconciliation of " + date + " is under way. GET /reconciliations/" + date + " tells how far it is.");
        }
        return Response.accepted(read(date)).location(URI.create("/reconciliations/" + date)).build();
    }

    @GET
    @Operation(summary = "List the days that were reconciled", description = "The latest first. Pass next as cursor for the next page.")
    @APIResponse(responseCode = "200", description = "A page of days")
    @APIResponse(responseCode = "400", description = "A parameter is not what it must be")
    public RunPage list(@BeanParam PageQuery paging) {
        int size = paging.size();
        LocalDate before = paging.after(1).map(last -> last.day(0)).orElse(AFTER_ALL);
        PageOf<Reconciliation, String> page = PageOf.of(runs.before(before, size + 1), size, run -> new KeyCursor(List.of(run.date().toString())).text());
        return new RunPage(page.rows(), page.next());
    }

    @GET
    @Path("/{date}")
    @Produces({MediaType.APPLICATION_JSON, "text/csv", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"})
    @Operation(summary = "Read a day's report", description = "The sums by class, and a page of the items. With format the whole report as a file, "
        + "the same to the byte for the same data; class and state are then not looked at.")
    @APIResponse(responseCode = "200", description = "The report", content = @Content(mediaType = MediaType.APPLICATION_JSON,
        schema = @Schema(implementation = ReportPage.class)))
    @APIResponse(responseCode = "400", description = "A parameter is not what it must be")
    @APIResponse(responseCode = "404", description = "The day was not reconciled")
    @APIResponse(responseCode = "429", description = "As many files are being written as may be, or too many requests; Retry-After says when to come again")
    public Response report(@RestPath String date, @BeanParam ItemsQuery query,
        @RestQuery @Parameter(description = "json, csv or xlsx: the whole report as a file") String format,
        @BeanParam PageQuery paging) {
        Reconciliation run = read(day(date));
        Items.Filter filter = query.filter();
        int size = paging.size();
        Optional<List<String>> after = paging.after(KEY_PARTS).map(KeyCursor::key);
        return format(format).map(wanted -> file(run.date().toString(), wanted, () -> Report.of(read(run.date()), items)))
            .orElseGet(() -> Response.ok(page(run, filter, after, size), MediaType.APPLICATION_JSON_TYPE).build());
    }

    @GET
    @Path("/open")
    @Produces({MediaType.APPLICATION_JSON, "text/csv", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"})
    @Operation(summary = "Read what is open of all days", description = "The oldest first; ages are counted to the end of the newest day that was "
        + "reconciled. With format all of it as a file; class and owner are then not looked at.")
    @APIResponse(responseCode = "200", description = "The sums by class, and a page of the items", content = @Content(mediaType = MediaType.APPLICATION_JSON,
        schema = @Schema(implementation = OpenPage.class)))
    @APIResponse(responseCode = "400", description = "A parameter is not what it must be")
    @APIResponse(responseCode = "404", description = "No day was reconciled yet")
    @APIResponse(responseCode = "429", description = "As many files are being written as may be, or too many requests; Retry-After says when to come again")
    public Response open(@BeanParam OpenItemsQuery query,
        @RestQuery @Parameter(description = "json, csv or xlsx: all of it as a file") String format,
        @BeanParam PageQuery paging) {
        Items.Filter filter = query.filter();
        int size = paging.size();
        Optional<List<String>> after = paging.after(KEY_PARTS_BY_AGE).map(KeyCursor::key);
        after.ifPresent(key -> {
            Parameters.time("cursor", key.get(0)).orElseThrow(KeyCursor::refused);
            Parameters.day("cursor", key.get(1)).orElseThrow(KeyCursor::refused);
        });
        LocalDate newest = newest();
        return format(format).map(wanted -> file(Report.OPEN, wanted, () -> Report.ofOpen(newest, items)))
            .orElseGet(() -> Response.ok(openPage(newest, filter, after, size), MediaType.APPLICATION_JSON_TYPE).build());
    }

    @GET
    @Path("/{date}/export")
    @Produces({ExportFormat.CSV_TYPE, ExportFormat.XLSX_TYPE})
    @Operation(summary = "Export the items of a day", description = "All that the filter finds; the report is read with format.")
    @APIResponse(responseCode = "404", description = "The day was not reconciled")
    public Response exportItems(@RestPath String date, @BeanParam ExportQuery as, @BeanParam ItemsQuery query) {
        LocalDate day = read(day(date)).date();
        Items.Filter filter = query.filter();
        return exports.<Item, List<String>>of(as.format(), TABLE, (cursor, limit) ->
            PageOf.of(items.page(day, filter, Optional.ofNullable(cursor), limit + 1), limit, Item::key));
    }

    @GET
    @Path("/open/export")
    @Produces({ExportFormat.CSV_TYPE, ExportFormat.XLSX_TYPE})
    @Operation(summary = "Export what is open of all days", description = "All that the filter finds, the oldest first.")
    @APIResponse(responseCode = "404", description = "No day was reconciled yet")
    public Response exportOpen(@BeanParam ExportQuery as, @BeanParam OpenItemsQuery query) {
        LocalDate newest = newest();
        Items.Filter filter = query.filter();
        return exports.<Item, List<String>>of(as.format(), TABLE, (cursor, limit) ->
            PageOf.of(items.openPage(newest, filter, Optional.ofNullable(cursor), limit + 1), limit, Item::keyByAge));
    }

    @POST
    @Path("/{date}/explain")
    @Consumes(MediaType.APPLICATION_JSON)
    @Operation(summary = "Explain an item", description = "It is no longer open, and stays so in later runs as long as it is that very difference. "
        + "It settles by itself once a run no longer finds it.")
    @APIResponse(responseCode = "200", description = "It is explained", content = @Content(schema = @Schema(implementation = Item.class)))
    @APIResponse(responseCode = "400", description = "A field is not what it must be")
    @APIResponse(responseCode = "404", description = "There is no such item, or it is settled")
    public Item explain(@RestPath String date, @RequestBody(required = true, content = @Content(schema = @Schema(implementation = Explanation.class),
            examples = @ExampleObject(name = "explanation", value = "{\"class\":\"MISSING_PAYMENT\",\"order_id\":\"SO-1001\",\"subject\":\"b2c:main\","
                + "\"note\":\"Paid in cash, see voucher 118\"}"))) byte[] body) {
        LocalDate day = day(date);
        JsonBody fields = JsonBody.of(body, "class", "order_id", "payment_id", "subject", "note");
        ItemClass itemClass = Parameters.oneOf(ItemClass.class, "class", fields.text("class")).orElseThrow();
        List<String> key = List.of(itemClass.name(), fields.optionalText("order_id").orElse(""), fields.optionalKey("payment_id").orElse(""),
            fields.optionalKey("subject").orElse(""));
        return items.explain(day, key, fields.text("note"))
            .orElseThrow(() -> ProblemException.notFound(ProblemType.ITEM_SETTLED, "The report of " + day + " has no such item that is not settled. GET /reconciliations/" + day
                + " lists them; class, order_id, payment_id and subject are an item's key."));
    }

    private ReportPage page(Reconciliation run, Items.Filter filter, Optional<List<String>> after, int size) {
        PageOf<Item, String> page = PageOf.of(items.page(run.date(), filter, after, size + 1), size, item -> new KeyCursor(item.key()).text());
        return new ReportPage(run, items.alerts(run.date()), items.sums(run.date()), page.rows(), page.next());
    }

    private OpenPage openPage(LocalDate newest, Items.Filter filter, Optional<List<String>> after, int size) {
        PageOf<Item, String> page = PageOf.of(items.openPage(newest, filter, after, size + 1), size, item -> new KeyCursor(item.keyByAge()).text());
        return new OpenPage(newest, items.alerts(), items.openSums(newest), page.rows(), page.next());
    }

    /** @param report made where its items are read, of one state of the database */
    private Response file(String name, ReportFormat format, Supplier<Report> report) {
        return exports.of(format.fileName(name), format.mediaType(), (out, betweenPages) -> format.write(report.get().beforeEachPage(betweenPages), out));
    }

    private LocalDate newest() {
        return runs.newest().orElseThrow(() -> ProblemException.notFound(ProblemType.NOT_RECONCILED, "No day was reconciled yet. POST /reconciliations does it."));
    }

    private Reconciliation read(LocalDate date) {
        return runs.find(date).orElseThrow(() -> ProblemException.notFound(ProblemType.NOT_RECONCILED, "The day " + date + " was not reconciled. POST /reconciliations does it."));
    }

    private static BigDecimal number(String amount) {
        return amount == null ? null : new BigDecimal(amount);
    }

    private static LocalDate day(String date) {
        return Parameters.day("date", date).orElseThrow();
    }

    private static Optional<ReportFormat> format(String format) {
        if (format == null || format.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(Arrays.stream(ReportFormat.values()).filter(one -> one.extension().equals(format)).findFirst()
            .orElseThrow(() -> ProblemException.badParameter("format", "one of json, csv, xlsx")));
    }
}
