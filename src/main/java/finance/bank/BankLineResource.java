package finance.bank;

import access.Access;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import database.ReadTransaction;
import database.Sql;
import http.KeyCursor;
import http.Parameters;
import http.ProblemException;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import orders.Money;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestQuery;

/** What the bank says, and what it was matched to. */
@RolesAllowed(Access.FINANCE)
@Path("/")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Finance")
public class BankLineResource {

    private static final int DEFAULT_LIMIT = 50;
    private static final int MAX_LIMIT = 200;
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

    private final Sql database;
    private final ReadTransaction transaction;

    BankLineResource(Sql database, ReadTransaction transaction) {
        this.database = database;
        this.transaction = transaction;
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
    }

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
    public Lines lines(
        @RestQuery @Parameter(description = "Booked on this day, such as 2026-11-20") String date,
        @RestQuery @Parameter(description = "true: its payment is known, or it takes a line back or was taken back; false: it waits") String matched,
        @RestQuery @Parameter(description = "The order it names") String order,
        @RestQuery @Parameter(description = "1 to 200, default 50") String limit,
        @RestQuery @Parameter(description = "next of the page before") String cursor) {
        LocalDate day = Parameters.day("date", date).orElse(null);
        Boolean isMatched = Parameters.truth("matched", matched).orElse(null);
        String orderId = Parameters.text("order", order).orElse(null);
        int size = Parameters.count("limit", limit, DEFAULT_LIMIT, MAX_LIMIT);
        Optional<KeyCursor> after = KeyCursor.parse(cursor, LINE_KEY);
        LocalDate from = after.map(key -> Parameters.day("cursor", key.key().get(0)).orElseThrow(KeyCursor::refused)).orElse(LocalDate.of(9999, 12, 31));
        List<Line> found = transaction.of(() -> database.query(LINES, Line::of, day, day, orderId, orderId, isMatched, isMatched, from, from,
            after.map(key -> key.key().get(1)).orElse(""), size + 1));
        List<Line> page = found.stream().limit(size).toList();
        return new Lines(page, found.size() > size ? cursor(page.get(size - 1)) : null);
    }

    @GET
    @Path("/bank-statements")
    @Operation(summary = "List the files of the bank", description = "The newest comes first; of one that was refused, detail says why. "
        + "Pass next as cursor for the next page.")
    @APIResponse(responseCode = "200", description = "A page of files")
    @APIResponse(responseCode = "400", description = "A parameter is not what it must be")
    public Files statements(
        @RestQuery @Parameter(description = "READING, READ or REFUSED") String state,
        @RestQuery @Parameter(description = "1 to 200, default 50") String limit,
        @RestQuery @Parameter(description = "next of the page before") String cursor) {
        String wanted = Parameters.oneOf(State.class, "state", state).map(State::name).orElse(null);
        int size = Parameters.count("limit", limit, DEFAULT_LIMIT, MAX_LIMIT);
        long before = KeyCursor.parse(cursor, 1).map(key -> id(key.key().get(0))).orElse(Long.MAX_VALUE);
        List<Statement> found = database.query(STATEMENTS, Statement::of, before, wanted, wanted, size + 1);
        List<Statement> page = found.stream().limit(size).toList();
        return new Files(page, found.size() > size ? new KeyCursor(List.of(Long.toString(page.get(size - 1).id))).text() : null);
    }

    private static String cursor(Line last) {
        return new KeyCursor(List.of(last.bookedOn.toString(), last.lineId)).text();
    }

    private static long id(String text) throws ProblemException {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException otherCursor) {
            throw KeyCursor.refused();
        }
    }
}
