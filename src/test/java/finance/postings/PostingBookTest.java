package finance.postings;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import finance.PostingKind;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Currency;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import money.Currencies;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import orders.OrderKey;
import orders.Sale;

/** For any order, any currency of ISO 4217 and any tax rate. */
class PostingBookTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final OrderKey ORDER = new OrderKey("shop", "1", "o1");
    private static final ZoneId ZONE = ZoneId.of("Asia/Ho_Chi_Minh");
    private static final LocalDate START = LocalDate.parse("2026-12-30");

    /** Two rates by date and one by SKU, and what the platform keeps. */
    record Rates(BigDecimal before, BigDecimal after, BigDecimal books, BigDecimal fee) {
        PostingBook book() {
            return new PostingBook(new Vat(Map.of(START, before, START.plusDays(2), after), Map.of("BOOK", books)), Map.of("shop", fee), ZONE);
        }
    }

    /** What an order has come to. */
    record State(BigDecimal amount, String currency, JsonNode items, boolean invoiced, boolean partly, Set<String> returned, int day, Integer since) {
        State(BigDecimal amount, String currency, JsonNode items, boolean invoiced, Set<String> returned, int day, Integer since) {
            this(amount, currency, items, invoiced, false, returned, day, since);
        }

        SoldOrder order() {
            Sale sale = new Sale(ORDER, invoiced, partly, returned, since == null || !invoiced && !partly ? null : at(since), at(day));
            return new SoldOrder(sale, amount, currency, items);
        }

        State returnedAsAWhole() {
            return new State(amount, currency, items, false, returned, day, since);
        }

        State ofWhichNothingCameBack() {
            return new State(amount, currency, items, true, Set.of(), day, since);
        }

        /** What the customer pays at first. */
        BigDecimal paid() {
            return amount.max(BigDecimal.ZERO).setScale(decimals(), RoundingMode.HALF_UP);
        }

        int decimals() {
            return Currencies.decimals(currency);
        }

        BigDecimal unit() {
            return BigDecimal.ONE.movePointLeft(decimals());
        }

        private static Instant at(int day) {
            return START.plusDays(day).atStartOfDay(ZONE).toInstant();
        }
    }

    /** Of what the customer pays he gets back what the lines that come back have on an invoice of all of it. */
    private static BigDecimal kept(State state) {
        BigDecimal paid = state.paid();
        if (paid.signum() == 0 || !state.invoiced && !state.partly) {
            return BigDecimal.ZERO;
        }
        List<JsonNode> left = items(state).stream().filter(item -> !state.returned.contains(item.path("line_id").asText(null))).toList();
        // Told twice, by the line and by the amount: the amount is what the others cost, rounded one by one or together.
        BigDecimal oneByOne = left.stream().map(item -> price(item).setScale(state.decimals(), RoundingMode.HALF_UP)).reduce(BigDecimal.ZERO, BigDecimal::add);
        BigDecimal together = left.stream().map(PostingBookTest::price).reduce(BigDecimal.ZERO, BigDecimal::add).setScale(state.decimals(), RoundingMode.HALF_UP);
        if (oneByOne.signum() > 0 && oneByOne.min(together).compareTo(paid) <= 0 && oneByOne.max(together).compareTo(paid) >= 0) {
            return paid;
        }
        List<DocumentLine> whole = invoiceOf(state.ofWhichNothingCameBack()).lines();
        List<DocumentLine> sold = whole.stream().filter(line -> !state.returned.contains(line.key().lineId())).toList();
        if (sold.isEmpty() || state.partly && sold.stream().allMatch(line -> line.key().equals(LineKey.REST))) {
            return BigDecimal.ZERO;
        }
        BigDecimal refunded = whole.stream().filter(line -> !sold.contains(line)).map(DocumentLine::gross).reduce(BigDecimal.ZERO, BigDecimal::add);
        return paid.subtract(refunded).max(BigDecimal.ZERO);
    }

    private static Document invoiceOf(State state) {
        return only(new PostingBook(new Vat(Map.of(), Map.of()), Map.of(), ZONE).due(state.order(), List.of())).document();
    }

    private static List<JsonNode> items(State state) {
        List<JsonNode> items = new ArrayList<>();
        state.items.forEach(items::add);
        return items;
    }

    private static BigDecimal price(JsonNode item) {
        BigDecimal price = new BigDecimal(item.path("price").asText("0"));
        BigDecimal quantity = new BigDecimal(item.path("quantity").asText("1"));
        return price.max(BigDecimal.ZERO).multiply(quantity.max(BigDecimal.ZERO));
    }

    @Property(tries = 400)
    void eachLineBearsItsPriceOrItsShareOfTheDiscount(@ForAll("states") State state) {
        Assume.that(state.paid().signum() > 0);
        List<JsonNode> items = items(state);
        BigDecimal sum = items.stream().map(item -> price(item).setScale(state.decimals(), RoundingMode.HALF_UP)).reduce(BigDecimal.ZERO, BigDecimal::add);
        BigDecimal sumTogether = items.stream().map(PostingBookTest::price).reduce(BigDecimal.ZERO, BigDecimal::add).setScale(state.decimals(), RoundingMode.HALF_UP);

        // When
        Document invoice = invoiceOf(state.ofWhichNothingCameBack());

        // Then: as many units off as lines can be, for each of them is rounded
        BigDecimal off = state.unit().multiply(BigDecimal.valueOf(items.size() + 1L));
        for (DocumentLine line : invoice.lines()) {
            if (!line.key().equals(LineKey.REST)) {
                JsonNode item = line.key().item() > 0 ? items.get(line.key().item() - 1)
                    : items.stream().filter(one -> line.key().lineId().equals(one.path("line_id").asText(null))).findFirst().orElseThrow();
                BigDecimal price = price(item).setScale(state.decimals(), RoundingMode.HALF_UP);
                if (state.paid().compareTo(sum.max(sumTogether)) >= 0) {
                    assertThat(line.gross()).isEqualByComparingTo(price);
                } else {
                    assertThat(line.gross().multiply(sum).subtract(price.multiply(state.paid())).abs()).isLessThan(off.multiply(sum));
                }
            }
        }
    }

    @Property(tries = 400)
    void linesTaxAndRoundingSumToTheTotalInTheDecimalsOfItsCurrency(@ForAll("states") State state, @ForAll("rates") Rates rates) {
        // When
        List<OrderPosting> due = rates.book().due(state.order(), List.of());

        // Then
        due.forEach(PostingBookTest::assertSums);
        assertTaxed(due, rates);
        assertThat(invoiced(due, state.currency)).isEqualByComparingTo(kept(state));
    }

    @Property(tries = 400)
    void anOrderOfWhichNothingCameBackIsInvoicedAtItsAmount(@ForAll("states") State state, @ForAll("rates") Rates rates) {
        // Given
        State sold = state.ofWhichNothingCameBack();

        // When
        List<OrderPosting> due = rates.book().due(sold.order(), List.of());

        // Then
        assertThat(invoiced(due, state.currency)).isEqualByComparingTo(state.paid());
    }

    @Property(tries = 400)
    void afterAnyReturnsAndAmendmentsInvoicesLessCreditMemosAreWhatWasPaidAndNotPaidBack(@ForAll("histories") List<State> history, @ForAll("rates") Rates rates) {
        // Given
        PostingBook book = rates.book();
        List<OrderPosting> posted = new ArrayList<>();

        for (State state : history) {
            // When
            List<OrderPosting> due = book.due(state.order(), posted);
            posted.addAll(due.stream().map(PostingBookTest::stored).toList());

            // Then
            due.forEach(PostingBookTest::assertSums);
            assertTaxed(due, rates);
            assertThat(invoiced(posted, state.currency)).isEqualByComparingTo(kept(state));
            posted.stream().map(OrderPosting::currency).filter(currency -> !currency.equals(state.currency))
                .forEach(currency -> assertThat(invoiced(posted, currency)).isZero());
            assertNothingIsTakenBackTwice(posted);
            assertThat(book.due(state.order(), posted)).as("told again").isEmpty();
        }
        assertThat(posted.stream().map(OrderPosting::businessKey)).doesNotHaveDuplicates();
    }

    @Property(tries = 400)
    void ofAnOrderThatCameBackNothingIsLeftAtAnyRate(@ForAll("histories") List<State> history, @ForAll("rates") Rates rates) {
        // Given
        PostingBook book = rates.book();
        List<OrderPosting> posted = new ArrayList<>();
        history.forEach(state -> posted.addAll(book.due(state.order(), posted).stream().map(PostingBookTest::stored).toList()));

        // When
        posted.addAll(book.due(history.get(history.size() - 1).returnedAsAWhole().order(), posted));

        // Then
        netAndTax(posted).forEach((part, sums) -> assertThat(sums).as(part).allSatisfy(sum -> assertThat(sum).isZero()));
        assertThat(fees(posted)).isZero();
    }

    @Property(tries = 300)
    void whateverOthersPostedTheRestIsPosted(@ForAll("states") State state, @ForAll("rates") Rates rates, @ForAll("foreign") List<OrderPosting> foreign) {
        // Given
        List<OrderPosting> posted = new ArrayList<>(foreign.stream().map(posting -> new OrderPosting(posting.businessKey(), posting.kind(), posting.amount(),
            state.currency, null, posting.document())).toList());

        BigDecimal missing = kept(state).subtract(invoiced(posted, state.currency));

        // When
        List<OrderPosting> due = rates.book().due(state.order(), posted);

        // Then
        assertThat(due).allSatisfy(posting -> assertThat(posting.amount().abs()).isLessThanOrEqualTo(new BigDecimal("999999999999999.9999")));
        assertThat(due.isEmpty() || invoiced(due, state.currency).compareTo(missing) == 0).isTrue();
    }

    @Example
    void halvesAreRoundedUp() {
        // Given half of each price is tax, and half of that the platform's
        PostingBook book = new PostingBook(new Vat(Map.of(START, BigDecimal.ONE), Map.of()), Map.of("shop", new BigDecimal("0.5")), ZONE);

        // When an amount, a price, its tax and its fee have a half too much
        List<OrderPosting> due = book.due(sold("2.5", "VND", "[{\"line_id\": \"a\", \"price\": \"0.5\"}]"), List.of());
        List<OrderPosting> more = book.due(sold("4.5", "VND", "[]"), List.of());

        // Then
        assertThat(lines(due.get(0).document())).containsExactly("a null 1: 1 = 0 + 1 at 1", "null null null: 2 = 1 + 1 at 1");
        assertThat(due).extracting(posting -> posting.amount().toPlainString()).containsExactly("3", "2");
        assertThat(more).extracting(posting -> posting.amount().toPlainString()).containsExactly("5", "3");
    }

    @Example
    void aDiscountIsSpreadAndShippingIsALineOfItsOwn() {
        // Given 8 %, and 10 % on what follows another law
        PostingBook book = new PostingBook(new Vat(Map.of(START, new BigDecimal("0.08")), Map.of("TEL-", new BigDecimal("0.10"))), Map.of(), ZONE);
        String items = """
            [{"line_id": "a", "sku": "SHIRT", "name": "Shirt", "quantity": "2", "price": "54000"}, {"line_id": "b", "sku": "TEL-1", "price": "110000"}]""";

        // When
        Document discounted = only(book.due(sold("200000", "VND", items), List.of())).document();
        Document shipped = only(book.due(sold("238000", "VND", items), List.of())).document();

        // Then
        assertThat(lines(discounted)).containsExactly("a SHIRT 2: 99083 = 91744 + 7339 at 0.08", "b TEL-1 1: 100917 = 91743 + 9174 at 0.10");
        assertThat(lines(shipped)).containsExactly("a SHIRT 2: 108000 = 100000 + 8000 at 0.08", "b TEL-1 1: 110000 = 100000 + 10000 at 0.10",
            "null null null: 20000 = 18519 + 1481 at 0.08");
    }

    @Example
    void anAmountThatTheLinesLeftBearIsNotReducedAgain() {
        // Given three items of 33.3333, of which one came back
        PostingBook book = new PostingBook(new Vat(Map.of(), Map.of()), Map.of(), ZONE);
        JsonNode items = json("""
            [{"line_id": "a", "price": "33.3333"}, {"line_id": "b", "price": "33.3333"}, {"line_id": "c", "price": "33.3333"}]""");

        // When the amount that is told has it, has it no more, or has another part of it no more
        List<String> sold = Stream.of("100", "67", "66", "70", "60").map(amount -> new State(new BigDecimal(amount), "VND", items, true, Set.of("c"), 0, 0))
            .map(state -> only(book.due(state.order(), List.of())).amount().toPlainString()).toList();

        // Then
        assertThat(sold).containsExactly("67", "67", "66", "47", "40");
        // And with the items that are left the amount has no other in it
        assertThat(new State(new BigDecimal("70"), "VND", JSON.createArrayNode().add(items.get(0)).add(items.get(1)), true, Set.of("c"), 0, 0).order().sold().total())
            .isEqualByComparingTo("70");
    }

    @Example
    void decimalsThatPricesLeaveOverAreRounding() {
        // Given
        PostingBook book = new PostingBook(new Vat(Map.of(START, BigDecimal.ZERO), Map.of()), Map.of(), ZONE);
        String items = """
            [{"quantity": "1", "price": "33.3333"}, {"quantity": "1", "price": "33.3333"}, {"quantity": "1", "price": "33.3333"}]""";

        // When
        Document document = only(book.due(sold("100", "VND", items), List.of())).document();

        // Then
        assertThat(document.json()).contains("\"net\":\"99\",\"tax\":\"0\",\"rounding\":\"1\",\"gross\":\"100\"");
    }

    @Example
    void aReturnIsTakenBackAtTheRateItWasInvoicedWith() {
        // Given an order of the last day at 8 %
        Rates rates = new Rates(new BigDecimal("0.08"), new BigDecimal("0.10"), BigDecimal.ZERO, new BigDecimal("0.05"));
        JsonNode items = json("""
            [{"line_id": "a", "quantity": "1", "price": "108000"}, {"line_id": "b", "quantity": "3", "price": "36000"}]""");
        State sold = new State(new BigDecimal("216000"), "VND", items, true, Set.of(), 1, 1);
        List<OrderPosting> posted = new ArrayList<>(rates.book().due(sold.order(), List.of()));

        // When a line comes back the day after
        List<OrderPosting> due = rates.book().due(new State(sold.amount, "VND", items, true, Set.of("b"), 2, 1).order(), posted);

        // Then
        assertThat(due).extracting(OrderPosting::businessKey).containsExactly("shop:1:o1:CREDIT:1", "shop:1:o1:FEE:2");
        assertThat(due).extracting(OrderPosting::date).containsOnly(LocalDate.parse("2027-01-01"));
        assertThat(lines(due.get(0).document())).containsExactly("b null 3: 108000 = 100000 + 8000 at 0.08");
        assertThat(due.get(0).document().refersTo()).isEqualTo("shop:1:o1:INVOICE:1");
        assertThat(due.get(1).amount()).isEqualByComparingTo("-5400");
    }

    @Example
    void whatIsToldLaterHasTheRateOfTheDayTheOrderWasSoldOn() {
        // Given an order that was delivered on the last day at 8 %, of which the amount is told three days later
        Rates rates = new Rates(new BigDecimal("0.08"), new BigDecimal("0.10"), BigDecimal.ZERO, BigDecimal.ZERO);
        State sold = new State(new BigDecimal("108000"), "VND", json("[]"), true, Set.of(), 4, 1);

        // When, and when it is amended another day later
        OrderPosting invoice = only(rates.book().due(sold.order(), List.of()));
        OrderPosting more = only(rates.book().due(new State(new BigDecimal("216000"), "VND", json("[]"), true, Set.of(), 5, 1).order(), List.of(stored(invoice))));

        // Then
        assertThat(invoice.date()).isEqualTo("2026-12-31");
        assertThat(lines(invoice.document())).containsExactly("null null null: 108000 = 100000 + 8000 at 0.08");
        assertThat(more.date()).isEqualTo("2027-01-04");
        assertThat(lines(more.document())).containsExactly("null null null: 108000 = 100000 + 8000 at 0.08");
    }

    @Example
    void anInvoiceAtTheRateOfAnotherDayIsTakenBackAndMadeAnew() {
        // Given an order of which only its completion was told, in the year at 10 %
        Rates rates = new Rates(new BigDecimal("0.08"), new BigDecimal("0.10"), BigDecimal.ZERO, new BigDecimal("0.05"));
        List<OrderPosting> posted = rates.book().due(new State(new BigDecimal("100000"), "VND", json("[]"), true, Set.of(), 5, 5).order(), List.of());

        // When its delivery is told, of the year at 8 %
        List<OrderPosting> due = rates.book().due(new State(new BigDecimal("100000"), "VND", json("[]"), true, Set.of(), 5, 0).order(),
            posted.stream().map(PostingBookTest::stored).toList());

        // Then what the platform keeps stays as it is
        assertThat(due).extracting(OrderPosting::businessKey).containsExactly("shop:1:o1:CREDIT:1", "shop:1:o1:INVOICE:2");
        assertThat(lines(due.get(0).document())).containsExactly("null null null: 100000 = 90909 + 9091 at 0.10");
        assertThat(lines(due.get(1).document())).containsExactly("null null null: 100000 = 92593 + 7407 at 0.08");
    }

    @Property(tries = 300)
    void ofWhatIsTakenBackTheFeeIsGivenBackThatWasCharged(@ForAll("states") State state, @ForAll("rates") Rates then, @ForAll("rates") Rates now) {
        // Given
        List<OrderPosting> posted = then.book().due(new State(state.amount, state.currency, state.items, true, Set.of(), 0, 0).order(), List.of());
        BigDecimal charged = fees(posted);

        // When the order comes back after the platform's rate was changed, or its key was removed
        SoldOrder back = state.returnedAsAWhole().order();
        List<OrderPosting> changed = now.book().due(back, posted);
        List<OrderPosting> removed = new PostingBook(new Vat(Map.of(), Map.of()), Map.of(), ZONE).due(back, posted);

        // Then
        assertThat(fees(changed)).isEqualByComparingTo(charged.negate());
        assertThat(fees(removed)).isZero();
    }

    @Example
    void onlyWhatIsSoldMoreIsChargedAtANewRate() {
        // Given 5 % of 200000
        State sold = new State(new BigDecimal("200000"), "VND", json("[]"), true, Set.of(), 0, 0);
        PostingBook before = new PostingBook(new Vat(Map.of(), Map.of()), Map.of("shop", new BigDecimal("0.05")), ZONE);
        List<OrderPosting> posted = before.due(sold.order(), List.of());

        // When
        PostingBook book = new PostingBook(new Vat(Map.of(), Map.of()), Map.of("shop", new BigDecimal("0.10")), ZONE);
        List<OrderPosting> more = book.due(sold("300000", "VND", "[]"), posted);
        List<OrderPosting> less = book.due(sold("50000", "VND", "[]"), posted);

        // Then
        assertThat(fees(more)).isEqualByComparingTo("10000");
        assertThat(fees(less)).isEqualByComparingTo("-7500");
    }

    @Example
    void anOrderThatIsNoPostingGetsNone() {
        PostingBook book = new PostingBook(new Vat(Map.of(), Map.of()), Map.of(), ZONE);
        assertThat(book.due(sold("100", "XYZ", "[]"), List.of())).isEmpty();
        assertThat(book.due(sold("999999999999999.5", "VND", "[]"), List.of())).isEmpty();
        assertThat(book.due(sold("-100", "VND", "[]"), List.of())).isEmpty();
        assertThat(book.due(sold("0.4", "VND", "[]"), List.of())).isEmpty();
    }

    @Example
    void itemsThatAreNonsenseLeaveTheOrderOneLine() {
        // Given
        PostingBook book = new PostingBook(new Vat(Map.of(), Map.of()), Map.of(), ZONE);

        // When
        List<String> items = List.of("{}", "\"x\"", "[1, null, []]", "[{\"price\": \"1e99\"}]", "[{\"price\": \"-5\"}, {\"quantity\": \"2\"}]");

        // Then
        items.forEach(list -> assertThat(lines(only(book.due(sold("100", "VND", list), List.of())).document())).as(list)
            .containsExactly("null null null: 100 = 100 + 0 at 0"));
    }

    @Example
    void ofAPostingOfAnotherOriginTheRestIsPosted() {
        // Given an invoice that somebody wrote into the table with nothing but its amount
        PostingBook book = new PostingBook(new Vat(Map.of(), Map.of()), Map.of(), ZONE);
        OrderPosting foreign = new OrderPosting("shop:1:o1:INVOICE:7", PostingKind.CUSTOMER_INVOICE, new BigDecimal("60.5000"), "VND", START,
            Document.of("{}", new BigDecimal("60.5000"), "VND"));

        // When
        OrderPosting due = only(book.due(sold("100", "VND", "[]"), List.of(foreign)));

        // Then
        assertThat(due.businessKey()).isEqualTo("shop:1:o1:INVOICE:8");
        assertThat(due.amount()).isEqualByComparingTo("39.5");
    }

    @Example
    void keysOfTwoOrdersDifferEvenWhereTheirIdsHaveColons() {
        assertThat(new BusinessKeys(new OrderKey("p", "a:b", "c"), List.of()).next(PostingKind.CUSTOMER_INVOICE)).isEqualTo("p:a%3Ab:c:INVOICE:1");
        assertThat(new BusinessKeys(new OrderKey("p", "a", "b:c"), List.of()).next(PostingKind.CUSTOMER_INVOICE)).isEqualTo("p:a:b%3Ac:INVOICE:1");
    }

    // --- any order ----------------------------------------------------------------------------------------------------

    @Provide
    Arbitrary<Rates> rates() {
        Arbitrary<BigDecimal> rate = Arbitraries.oneOf(Arbitraries.bigDecimals().between(BigDecimal.ZERO, BigDecimal.ONE).ofScale(4),
            Arbitraries.of(BigDecimal.ZERO, new BigDecimal("0.08"), new BigDecimal("0.1"), BigDecimal.ONE));
        return Combinators.combine(rate, rate, rate, rate).as(Rates::new);
    }

    @Provide
    Arbitrary<State> states() {
        return currencies().flatMap(currency -> states(Arbitraries.just(currency)));
    }

    /** Of one currency nearly always, so that amounts are amended rather than replaced. */
    @Provide
    Arbitrary<List<State>> histories() {
        return Combinators.combine(currencies(), currencies()).as((one, other) -> Arbitraries.frequency(Tuple.of(9, one), Tuple.of(1, other)))
            .flatMap(currency -> states(currency).list().ofMinSize(1).ofMaxSize(8));
    }

    /** Rows with documents of any kind, or none. */
    @Provide
    Arbitrary<List<OrderPosting>> foreign() {
        Arbitrary<String> document = Arbitraries.of("{}", "[]", "{\"lines\": [{\"line_id\": \"a\", \"gross\": \"7.77\", \"tax\": \"9\", \"rate\": \"-1\"}]}",
            "{\"lines\": [{\"line_id\": \"a\", \"gross\": \"-5\"}], \"rounding\": \"12.77\"}", "{\"lines\": {\"x\": 1}, \"rounding\": 7.77}");
        Arbitrary<BigDecimal> amount = Arbitraries.of(new BigDecimal("7.7700"), new BigDecimal("0.0001"), new BigDecimal("999999999999999.9999"));
        return Combinators.combine(Arbitraries.of("x", "shop:1:o1:INVOICE:3", "shop:1:o1:CREDIT:99999999999"), Arbitraries.of(PostingKind.CUSTOMER_INVOICE, PostingKind.CREDIT_MEMO, PostingKind.PLATFORM_FEE), amount, document)
            .as((key, kind, of, json) -> new OrderPosting(key, kind, of, "VND", null, Document.of(json, of, "VND"))).list().ofMaxSize(4);
    }

    private static Arbitrary<String> currencies() {
        return Arbitraries.oneOf(Arbitraries.of("VND", "USD", "KWD", "CLF", "UYW"),
            Arbitraries.of(Currency.getAvailableCurrencies().stream().map(Currency::getCurrencyCode).sorted().toList()));
    }

    private static Arbitrary<State> states(Arbitrary<String> currency) {
        Arbitrary<BigDecimal> amount = Arbitraries.oneOf(decimals("-10", "1000"), decimals("0", "200000000"), Arbitraries.just(new BigDecimal("999999999999998.9999")));
        return Combinators.combine(amount, currency, items(), Arbitraries.frequency(Tuple.of(5, "invoice"), Tuple.of(1, "partly"), Tuple.of(1, "reverse")),
            Arbitraries.of("a", "b", "c", "d").set().ofMaxSize(3), Arbitraries.integers().between(0, 4), Arbitraries.of(0, 0, 1, 1, 3).injectNull(0.2))
            .as((of, in, items, means, returned, day, since) -> new State(of, in, items, means.equals("invoice"), means.equals("partly"), returned, day, since));
    }

    private static Arbitrary<JsonNode> items() {
        Arbitrary<ObjectNode> item = Combinators.combine(Arbitraries.of("a", "b", "c", "d").injectNull(0.2), Arbitraries.of("BOOK-1", "PEN").injectNull(0.3),
            Arbitraries.oneOf(decimals("-1", "9"), decimals("0", "300"), decimals("0", "90000000")).map(BigDecimal::toPlainString).injectNull(0.1),
            Arbitraries.of("0.5", "1", "2", "3", "1000", "-1", "999999999999999.9999").injectNull(0.2)).as((lineId, sku, price, quantity) -> {
                ObjectNode node = JSON.createObjectNode();
                put(node, "line_id", lineId);
                put(node, "sku", sku);
                put(node, "price", price);
                return put(node, "quantity", quantity);
            });
        return item.list().ofMaxSize(6).map(items -> {
            ArrayNode array = JSON.createArrayNode();
            items.forEach(array::add);
            return (JsonNode) array;
        });
    }

    private static Arbitrary<BigDecimal> decimals(String from, String to) {
        return Arbitraries.bigDecimals().between(new BigDecimal(from), new BigDecimal(to)).ofScale(4);
    }

    private static ObjectNode put(ObjectNode node, String field, String value) {
        return value == null ? node : node.put(field, value);
    }

    // --- what holds ---------------------------------------------------------------------------------------------------

    private static void assertSums(OrderPosting posting) {
        Document document = posting.document();
        int decimals = Currencies.decimals(posting.currency());
        List<BigDecimal> amounts = new ArrayList<>(List.of(posting.amount(), document.net(), document.tax(), document.rounding()));
        for (DocumentLine line : document.lines()) {
            assertThat(line.net().add(line.tax())).isEqualByComparingTo(line.gross());
            amounts.addAll(List.of(line.gross(), line.net(), line.tax()));
        }
        assertThat(document.net().add(document.tax()).add(document.rounding())).isEqualByComparingTo(posting.amount());
        assertThat(document.lines().stream().map(DocumentLine::gross).reduce(document.rounding(), BigDecimal::add)).isEqualByComparingTo(posting.amount());
        assertThat(amounts).allSatisfy(amount -> assertThat(amount.stripTrailingZeros().scale()).isLessThanOrEqualTo(decimals));
        if (posting.kind() != PostingKind.PLATFORM_FEE) {
            assertThat(posting.amount()).isPositive();
            assertThat(document.lines()).allSatisfy(line -> {
                assertThat(line.gross()).isPositive();
                assertThat(line.net()).isNotNegative();
                assertThat(line.tax()).isNotNegative();
            });
        }
    }

    /** Of each line of an invoice what of its gross is tax at the rate of its SKU or day, to the half unit, which is rounded up. */
    private static void assertTaxed(List<OrderPosting> due, Rates rates) {
        for (OrderPosting posting : due.stream().filter(one -> one.kind() == PostingKind.CUSTOMER_INVOICE).toList()) {
            BigDecimal unit = BigDecimal.ONE.movePointLeft(Currencies.decimals(posting.currency()));
            for (DocumentLine line : posting.document().lines()) {
                BigDecimal rate = line.sku() != null && line.sku().startsWith("BOOK") ? rates.books
                    : posting.document().suppliedOn().isBefore(START.plusDays(2)) ? rates.before : rates.after;
                BigDecimal one = BigDecimal.ONE.add(rate);
                BigDecimal tooMuch = line.tax().multiply(one).subtract(line.gross().multiply(rate)).multiply(BigDecimal.valueOf(2));
                assertThat(line.rate()).isEqualByComparingTo(rate);
                assertThat(tooMuch).as(line.toString()).isGreaterThan(one.multiply(unit).negate()).isLessThanOrEqualTo(one.multiply(unit));
            }
        }
    }

    private static void assertNothingIsTakenBackTwice(List<OrderPosting> posted) {
        netAndTax(posted).forEach((part, sums) -> assertThat(sums).as(part).allSatisfy(sum -> assertThat(sum).isNotNegative()));
    }

    /** By currency, line and rate, invoices less credit memos; the rounding, which may be either side of 0, is none of it. */
    private static Map<String, List<BigDecimal>> netAndTax(List<OrderPosting> posted) {
        return posted.stream().filter(posting -> posting.kind() != PostingKind.PLATFORM_FEE)
            .flatMap(posting -> posting.document().lines().stream().map(line -> {
                BigDecimal sign = BigDecimal.valueOf(posting.kind() == PostingKind.CREDIT_MEMO ? -1 : 1);
                return Map.entry(posting.currency() + " " + line.key() + " " + line.rate().stripTrailingZeros().toPlainString(),
                    List.of(line.net().multiply(sign), line.tax().multiply(sign)));
            }))
            .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue,
                (one, other) -> List.of(one.get(0).add(other.get(0)), one.get(1).add(other.get(1)))));
    }

    private static BigDecimal fees(List<OrderPosting> posted) {
        return posted.stream().filter(posting -> posting.kind() == PostingKind.PLATFORM_FEE).map(OrderPosting::amount).reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    private static BigDecimal invoiced(List<OrderPosting> posted, String currency) {
        return posted.stream().filter(posting -> posting.currency().equals(currency)).map(OrderPosting::invoiced).reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    /** As it is read from PostgreSQL. */
    private static OrderPosting stored(OrderPosting posting) {
        BigDecimal amount = posting.amount().setScale(4);
        return new OrderPosting(posting.businessKey(), posting.kind(), amount, posting.currency(), null,
            Document.of(posting.document().json(), amount, posting.currency()));
    }

    private static SoldOrder sold(String amount, String currency, String items) {
        return new State(new BigDecimal(amount), currency, json(items), true, new HashSet<>(), 0, 0).order();
    }

    private static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private static OrderPosting only(List<OrderPosting> postings) {
        assertThat(postings).hasSize(1);
        return postings.get(0);
    }

    private static List<String> lines(Document document) {
        return document.lines().stream().map(line -> line.key().lineId() + " " + line.sku() + " " + line.quantity() + ": " + line.gross().toPlainString()
            + " = " + line.net().toPlainString() + " + " + line.tax().toPlainString() + " at " + line.rate().toPlainString()).toList();
    }
}
