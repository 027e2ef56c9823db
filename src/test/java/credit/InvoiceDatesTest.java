package credit;

import static credit.CreditDatabase.event;
import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.sql.SQLException;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.LongStream;
import orders.CanonicalEvent;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** A dealer's terms run from the day on which the order was delivered as a whole, whatever way its events took. */
class InvoiceDatesTest {

    private static final int DAY = 86_400;
    private static final ZoneId ZONE = ZoneId.of("Asia/Ho_Chi_Minh");
    /** How far a line has come, by its status; a line that is over waits for nothing. */
    private static final List<String> ON_ITS_WAY = List.of("PENDING", "CONFIRMED", "SHIPPED");
    private static final List<String> OWED = List.of("DELIVERED", "COMPLETED");

    private static CreditDatabase database;

    private final CreditLedger ledger = database.ledger();

    private record Said(String line, int second, String status) { }

    @BeforeAll
    static void open() throws SQLException {
        database = new CreditDatabase("invoice_dates");
    }

    @AfterAll
    static void close() throws SQLException {
        database.close();
    }

    @BeforeEach
    void aDealer() throws SQLException {
        database.clear();
        database.dealer("d1", 1_000);
    }

    @AfterEach
    void proveTheSums() throws SQLException {
        assertThat(database.broken()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"1", "2", "4"})
    void anOrderIsOwedFromTheDayOnWhichItsLastLineWasDelivered(int batch) throws SQLException {
        // Given
        List<CanonicalEvent> events = List.of(line("L1", 0, "PENDING"), line("L2", 0, "PENDING"), line("L1", 2, "DELIVERED"), line("L2", 9, "DELIVERED"));

        // When
        tell(events, batch);

        // Then
        assertThat(issuedOn()).containsExactly("2026-11-10");
    }

    @Test
    void aDeliveryOfOneLineToldAgainMovesNoInvoice() throws SQLException {
        // Given
        tell(List.of(line("L1", 0, "PENDING"), line("L2", 0, "PENDING"), line("L1", 2, "DELIVERED"), line("L2", 9, "DELIVERED")), 1);

        // When
        tell(List.of(line("L1", 2, "DELIVERED"), event("o1", 10 * DAY, "DELIVERED", "d1", 90L)), 1);

        // Then
        assertThat(database.column("select trim_scale(amount) || ' of ' || issued_on from invoice")).containsExactly("90 of 2026-11-10");
    }

    @Test
    void aDeliveryToldAfterItsCompletionDatesTheInvoice() throws SQLException {
        // Given
        tell(List.of(event("o1", 0, "PENDING", "d1", 80L), event("o1", 9 * DAY, "COMPLETED", null, (Long) null)), 1);

        // When
        tell(List.of(event("o1", 2 * DAY, "DELIVERED", null, (Long) null)), 1);

        // Then
        assertThat(database.column("select issued_on || ' due ' || due_on from invoice")).containsExactly("2026-11-03 due 2026-12-03");
    }

    @Test
    void aDeliveryToldLateDatesAnInvoiceAlsoWhereTheAmountToldWithItIsRefused() throws SQLException {
        // Given
        tell(List.of(event("o1", 0, "PENDING", "d1", 80L), event("o1", 9 * DAY, "COMPLETED", null, (Long) null)), 1);

        // When
        tell(List.of(event("o1", 2 * DAY, "DELIVERED", null, 2_000L)), 1);

        // Then
        assertThat(database.column("select trim_scale(amount) || ' of ' || issued_on from invoice")).containsExactly("80 of 2026-11-03");
    }

    @Test
    void aDealerIsOverdueNoLongerOnceItsInvoiceIsFoundToBeOfALaterDay() throws SQLException {
        // Given an invoice that was due long ago, for a line more was not told
        DealerDesk desk = database.desk();
        database.clear();
        desk.create("d1", "VND", BigDecimal.valueOf(1_000), 30, null);
        int today = (int) ((System.currentTimeMillis() - CreditDatabase.START.toEpochMilli()) / 1_000);
        tell(List.of(lineAt("L1", today - 90 * DAY, "DELIVERED")), 1);
        desk.lockOverdue();
        assertThat(database.column("select 1 from dealer where overdue_since is not null")).hasSize(1);

        // When
        tell(List.of(lineAt("L2", today - 90 * DAY, "PENDING"), lineAt("L2", today, "DELIVERED")), 2);

        // Then
        assertThat(database.column("select 1 from dealer where overdue_since is not null")).isEmpty();
    }

    @Test
    void anInvoiceKeepsTheTermsItWasIssuedWithWhateverComesBackOfIt() throws SQLException {
        // Given
        tell(List.of(event("o1", 0, "PENDING", "d1", 80L), event("o1", 2 * DAY, "DELIVERED", null, (Long) null)), 2);
        database.execute("update dealer set terms_days = 7");

        // When
        tell(List.of(event("o1", 4 * DAY, "DELIVERED", null, 50L)), 1);

        // Then
        assertThat(database.column("select trim_scale(amount) || ' of ' || issued_on || ' due ' || due_on from invoice"))
            .containsExactly("50 of 2026-11-03 due 2026-12-03");
    }

    @Test
    void anInvoiceThatIsDatedAnewOrOfAnotherDealerHasTheTermsOfNow() throws SQLException {
        // Given
        database.dealer("d2", 1_000);
        tell(List.of(event("o1", 0, "PENDING", "d1", 80L), event("o1", 9 * DAY, "COMPLETED", null, (Long) null)), 1);
        database.execute("update dealer set terms_days = case customer_id when 'd1' then 7 else 60 end");

        // When
        tell(List.of(event("o1", 2 * DAY, "DELIVERED", null, (Long) null)), 1);
        List<String> datedAnew = database.column("select issued_on || ' due ' || due_on from invoice");
        tell(List.of(event("o1", 10 * DAY, "COMPLETED", "d2", 80L)), 1);

        // Then
        assertThat(datedAnew).containsExactly("2026-11-03 due 2026-11-10");
        assertThat(database.column("select issued_on || ' due ' || due_on from invoice")).containsExactly("2026-11-03 due 2027-01-02");
    }

    @Test
    void anInvoiceOfAVersionThatKeptTheNewestStatusAloneKeepsItsDay() throws SQLException {
        // Given
        tell(List.of(event("o1", 0, "PENDING", "d1", 80L), event("o1", 2 * DAY, "DELIVERED", null, (Long) null),
            event("o1", 9 * DAY, "COMPLETED", null, (Long) null)), 3);
        database.execute("update credit_order set lines = (select jsonb_agg(line - 7) from jsonb_array_elements(lines::jsonb) as line)::text");

        // When
        tell(List.of(event("o1", 10 * DAY, "COMPLETED", null, 90L)), 1);
        tell(List.of(event("o1", 11 * DAY, "COMPLETED", null, 95L)), 1);

        // Then
        assertThat(database.column("select trim_scale(amount) || ' of ' || issued_on from invoice")).containsExactly("95 of 2026-11-03");
    }

    static LongStream seeds() {
        return LongStream.rangeClosed(1, 60);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void theSameEventsInAnyOrderRepetitionAndBatchesEndInTheSameDay(long seed) throws SQLException {
        // Given
        Random random = new Random(seed);
        List<Said> said = history(random);
        List<Said> heard = new ArrayList<>(said);
        said.stream().filter(event -> random.nextInt(3) == 0).forEach(heard::add);
        Collections.shuffle(heard, random);

        // When
        while (!heard.isEmpty()) {
            List<Said> batch = heard.subList(0, 1 + random.nextInt(heard.size()));
            ledger.decide(batch.stream().map(event -> lineAt(event.line, event.second, event.status)).toList());
            batch.clear();
        }

        // Then
        assertThat(issuedOn()).containsExactly(dayOfDelivery(said).toString());
    }

    /** Of an order of up to four lines, each of which goes on to be delivered or cancelled; one at least is delivered. */
    private static List<Said> history(Random random) {
        List<Said> said = new ArrayList<>();
        for (int line = 1 + random.nextInt(4); line > 0; line--) {
            int second = random.nextInt(DAY);
            List<String> statuses = new ArrayList<>(ON_ITS_WAY.subList(0, 1 + random.nextInt(3)));
            statuses.addAll(line > 1 && random.nextInt(4) == 0 ? List.of("CANCELLED") : OWED.subList(0, 1 + random.nextInt(2)));
            if (random.nextInt(3) == 0) {
                statuses.add(random.nextInt(statuses.size() + 1), "ON_HOLD");
            }
            for (String status : statuses) {
                said.add(new Said("L" + line, second, status));
                second += 1 + random.nextInt(3 * DAY);
            }
        }
        return said;
    }

    /** The order's history as finance reads it, one time after the other: on hold a line is what it was. */
    private static LocalDate dayOfDelivery(List<Said> said) {
        TreeMap<Integer, List<Said>> bySecond = new TreeMap<>();
        said.stream().filter(event -> !event.status.equals("ON_HOLD"))
            .forEach(event -> bySecond.computeIfAbsent(event.second, any -> new ArrayList<>()).add(event));
        Map<String, String> lines = new HashMap<>();
        for (Map.Entry<Integer, List<Said>> time : bySecond.entrySet()) {
            time.getValue().forEach(event -> lines.put(event.line, event.status));
            if (lines.values().stream().noneMatch(ON_ITS_WAY::contains) && lines.values().stream().anyMatch(OWED::contains)) {
                return LocalDate.ofInstant(CreditDatabase.START.plusSeconds(time.getKey()), ZONE);
            }
        }
        throw new AssertionError("nothing was delivered");
    }

    private static CanonicalEvent line(String line, int day, String status) {
        return lineAt(line, day * DAY, status);
    }

    private static CanonicalEvent lineAt(String line, int second, String status) {
        return event("o1", line, second, status, "d1", "80", "VND");
    }

    /** Each batch of so many, but for the last. */
    private void tell(List<CanonicalEvent> events, int batch) throws SQLException {
        for (int i = 0; i < events.size(); i += batch) {
            ledger.decide(events.subList(i, Math.min(events.size(), i + batch)));
        }
    }

    private static List<String> issuedOn() throws SQLException {
        return database.column("select issued_on from invoice where amount <> 0");
    }
}
