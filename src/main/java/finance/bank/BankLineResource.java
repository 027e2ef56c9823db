package finance.bank;

import access.Access;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import database.ReadTransaction;
import database.Sql;
import exports.ExportFormat;
import exports.ExportQuery;
import exports.Exports;
import exports.Table;
import http.KeyCursor;
import http.PageOf;
import http.PageQuery;
import http.ProblemException;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.math.BigDecimal;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import orders.Money;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** What the bank says, and what it was matched to. */
@RolesAllowed(Access.FINANCE)
@Path("/")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Finance")
public class BankLineResource {

    /** booked_on and line_id. */
    private static final int LINE_KEY = 2;

    /** A line that takes another back, or was itself taken back, waits for no payment. */
    private static final String IS_MATCHED = "(l.payment_id is not null or l.reverses is not null or exists (select from bank_line r where r.reverses = l.line_id))";

    private static final String LINES = """
        select l.*, r.line_id as reversed_by from bank_line l left join bank_line r on r.reverses = l.line_id
         where (?::date is null or l.booked_on = ?) and (?::text is null or l.order_id = ?) and (?::boolean is null or %s = ?)
           and (l.booked_on < ?::date or l.booked_on = ?::date and l.line_id > ?)
         order by l.booked_on desc, l.line_id limit ?""".formatted(IS_MATCHED);

    private static final String STATEMENTS = "select * from bank_statement where id < ? and (?::text is null or state = ?) order by id desc limit ?";

    private static final Table<Line> LINE_TABLE = Table.<Line>of("bank-lines").with("line_id", Line::lineId).with("account", Line::account)
        .with("booked_on", Line::bookedOn).with("value_on", Line::valueOn).with("direction", Line::direction)
        .with("amount", line -> new BigDecimal(line.amount())).with("currency", Line::currency)
        .with("charges", line -> line.charges() == null ? null : new BigDecimal(line.charges())).with("reference", Line::reference)
        .with("reversal", Line::reversal).with("reverses", Line::reverses).with("reversed_by", Line::reversedBy).with("order_id", Line::orderId)
        .with("payment_id", Line::paymentId);

    private static final Table<Statement> STATEMENT_TABLE = Table.<Statement>of("bank-statements").with("id", Statement::id).with("file_name", Statement::fileName)
        .with("message_id", Statement::messageId).with("state", Statement::state).with("detail", Statement::detail).with("entries", Statement::entries)
        .with("sha256", Statement::sha256).with("received_at", Statement::receivedAt);

    private final Sql database;
    private final ReadTransaction transaction;
    private final Exports exports;

    BankLineResource(Sql database, ReadTransaction transaction, Exports exports) {
        this.database = database;
        this.transaction = transaction;
        this.exports = exports;
    }

    /** How far a file has come. */
    enum State { READING, READ, REFUSED }

    /**
     * @param amount    a decimal string in {@code currency}, to us (CREDIT) or from us (DEBIT)
     * @param reference words that can name a payment or an order
     * @param reversal  it takes an earlier line back
     * @param reverses  that line; null: none, or it is not known yet
     */
    @JsonNaming(SnakeCaseStrategy.class)
    @Schema(name = "Bank line")
    record Line(String lineId, String account, LocalDate bookedOn, LocalDate valueOn, String direction, String amount, String currency, String charges,
                String reference, boolean reversal, String reverses, String reversedBy, String orderId, String paymentId) {

        private static Line of(ResultSet row) throws SQLException {
            String currency = row.getString("currency");
            return new Line(row.getString("line_id"), row.getString("account"), row.getObject("booked_on", LocalDate.class),
                row.getObject("value_on", LocalDate.class), row.getString("direction"), Money.text(row.getBigDecimal("amount"), currency), currency,
                Money.text(row.getBigDecimal("charges"), currency), row.getString("reference"), row.getBoolean("reversal"), row.getString("reverses"),
                row.getString("reversed_by"), row.getString("order_id"), row.getString("payment_id"));
        }

        private KeyCursor cursor() {
            return new KeyCursor(List.of(bookedOn.toString(), lineId));
        }
    }

    /** Which lines are asked for; null: any. */
    record Filter(LocalDate date, Boolean matched, String order) { }

    /** @param next null: there are no more */
    @JsonNaming(SnakeCaseStrategy.class)
    @Schema(name = "Bank lines")
    record Lines(List<Line> bankLines, String next) { }

    /** @param detail why it was refused */
    @JsonNaming(SnakeCaseStrategy.class)
    @Schema(name = "Bank statement")
    record Statement(long id, String fileName, String messageId, State state, String detail, int entries, String sha256, Instant receivedAt) {

        private static Statement of(ResultSet row) throws SQLException {
            return new Statement(row.getLong("id"), row.getString("file_name"), row.getString("message_id"), State.valueOf(row.getString("state")),
                row.getString("detail"), row.getInt("entries"), row.getString("sha256"), Sql.instant(row, "received_at"));
        }

        private KeyCursor cursor() {
            return new KeyCursor(List.of(Long.toString(id)));
        }
    }

    /** @param next null: there are no more */
    @JsonNaming(SnakeCaseStrategy.class)
    @Schema(name = "Bank statements")
    record Files(List<Statement> bankStatements, String next) { }

    @GET
    @Path("/bank-lines")
    @Operation(summary = "List the lines of the bank's statements", description = "The day booked last comes first. Pass next as cursor for the next page.")
    @APIResponse(responseCode = "200", description = "A page of lines")
    @APIResponse(responseCode = "400", description = "A parameter is not what it must be")
    public Lines lines(@BeanParam BankLinesQuery query, @BeanParam PageQuery paging) {
        Filter filter = query.filter();
        int size = paging.size();
        Optional<KeyCursor> after = paging.after(LINE_KEY);
        List<Line> found = transaction.of(() -> page(filter, after, size));
        PageOf<Line, KeyCursor> page = PageOf.of(found, size, Line::cursor);
        return new Lines(page.rows(), page.next(KeyCursor::text));
    }

    @GET
    @Path("/bank-lines/export")
    @Produces({ExportFormat.CSV_TYPE, ExportFormat.XLSX_TYPE})
    @Operation(summary = "Export the lines of the bank's statements", description = "All that the filter finds, the day booked last first.")
    public Response exportLines(@BeanParam ExportQuery as, @BeanParam BankLinesQuery query) {
        Filter filter = query.filter();
        return exports.<Line, KeyCursor>of(as.format(), LINE_TABLE, (cursor, limit) ->
            PageOf.of(page(filter, Optional.ofNullable(cursor), limit), limit, Line::cursor));
    }

    /** The page that follows {@code after}, and one line more, which tells whether there is a next page. */
    private List<Line> page(Filter filter, Optional<KeyCursor> after, int limit) {
        LocalDate from = after.map(key -> key.day(0)).orElse(LocalDate.of(9999, 12, 31));
        return database.query(LINES, Line::of, filter.date, filter.date, filter.order, filter.order, filter.matched, filter.matched, from, from,
            after.map(key -> key.key().get(1)).orElse(""), limit + 1);
    }

    @GET
    @Path("/bank-statements")
    @Operation(summary = "List the files of the bank", description = "The newest comes first; of one that was refused, detail says why. "
        + "Pass next as cursor for the next page.")
    @APIResponse(responseCode = "200", description = "A page of files")
    @APIResponse(responseCode = "400", description = "A parameter is not what it must be")
    public Files statements(@BeanParam BankStatementsQuery query, @BeanParam PageQuery paging) {
        Optional<State> state = query.state();
        int size = paging.size();
        List<Statement> found = page(state, paging.after(1), size);
        PageOf<Statement, KeyCursor> page = PageOf.of(found, size, Statement::cursor);
        return new Files(page.rows(), page.next(KeyCursor::text));
    }

    @GET
    @Path("/bank-statements/export")
    @Produces({ExportFormat.CSV_TYPE, ExportFormat.XLSX_TYPE})
    @Operation(summary = "Export the list of the bank's files", description = "All that the filter finds, the newest first.")
    public Response exportStatements(@BeanParam ExportQuery as, @BeanParam BankStatementsQuery query) {
        Optional<State> state = query.state();
        return exports.<Statement, KeyCursor>of(as.format(), STATEMENT_TABLE, (cursor, limit) ->
            PageOf.of(page(state, Optional.ofNullable(cursor), limit), limit, Statement::cursor));
    }

    /** The page that follows {@code after}, and one file more, which tells whether there is a next page. */
    private List<Statement> page(Optional<State> state, Optional<KeyCursor> after, int limit) {
        String wanted = state.map(State::name).orElse(null);
        return database.query(STATEMENTS, Statement::of, after.map(key -> id(key.key().get(0))).orElse(Long.MAX_VALUE), wanted, wanted, limit + 1);
    }

    private static long id(String text) throws ProblemException {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException otherCursor) {
            throw KeyCursor.refused();
        }
    }
}
