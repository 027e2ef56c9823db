package credit;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.sql.SQLException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import orders.CanonicalEvent;
import orders.OrderKey;

/** Dealers and their customers, who do everything there is to do in a random order: to the ledger, and to its model. */
final class RandomTrade {

    private static final List<String> STATUSES = List.of("PENDING", "CONFIRMED", "PACKED", "SHIPPED", "DELIVERED", "DELIVERED", "COMPLETED",
        "RETURNING", "RETURNED", "CANCELLED", "CANCELLED", "FAILED", "ON_HOLD");
    private static final List<String> CURRENCIES = List.of("VND", "VND", "VND", "USD", "USD", "EUR", "SGD");
    private static final int DAY = 86_400;
    private static final int BATCH_MAX = 12;
    private static final int LEVELS_MAX = 3;

    private final CreditDatabase database;
    private final Random random;
    private final CreditLedger ledger;
    private final DealerPayments payments;
    private final Releases releases;
    private final DealerDesk desk;
    private final LedgerModel model = new LedgerModel();

    /** What channels said and has not come yet, and batches that came. */
    private final List<CanonicalEvent> wire = new ArrayList<>();
    private final List<List<CanonicalEvent>> batches = new ArrayList<>();
    private final List<SettledPayment> settled = new ArrayList<>();
    private final List<String> orders = new ArrayList<>();
    /** By order the second at which it spoke last. No two things are said of an order at once, so which is newer is plain. */
    private final Map<String, Integer> clocks = new LinkedHashMap<>();
    private String doing = "begin";
    private int accepted;

    interface Step {
        void run() throws SQLException;
    }

    RandomTrade(CreditDatabase database, long seed) throws SQLException {
        this.database = database;
        this.random = new Random(seed);
        this.ledger = database.ledger();
        this.payments = database.payments();
        this.releases = database.releases();
        this.desk = database.desk();
        for (int i = 0; i < 6; i++) {
            newDealer();
        }
    }

    /** Does one thing, and says what. */
    String step() throws SQLException {
        int what = random.nextInt(100);
        if (what < 45) {
            speak();
            deliver();
        } else if (what < 50) {
            redeliver();
        } else if (what < 65) {
            pay();
        } else if (what < 70) {
            settleWaiting();
        } else if (what < 80) {
            release();
        } else if (what < 84) {
            override();
        } else if (what < 86) {
            endOverrides();
        } else {
            changeADealer();
        }
        return doing;
    }

    String doing() {
        return doing;
    }

    int accepted() {
        return accepted;
    }

    private void changeADealer() throws SQLException {
        LedgerModel.Dealer dealer = oneOf(model.dealers.values());
        switch (random.nextInt(9)) {
            case 0 -> newDealer();
            case 1 -> limit(dealer);
            case 2 -> temporaryLimit(dealer);
            case 3, 4 -> lockOrUnlock(dealer);
            case 5 -> lockOverdue();
            case 6 -> move(dealer);
            case 7 -> adjust(dealer);
            default -> rate();
        }
    }

    /** Orders are made, amended, and whatever else; it is not yet heard. */
    private void speak() {
        for (int i = random.nextInt(BATCH_MAX); i >= 0; i--) {
            boolean isNew = orders.isEmpty() || random.nextInt(3) == 0;
            String order = isNew ? "o" + (orders.size() + 1) : orders.get(orders.size() - 1 - random.nextInt(Math.min(orders.size(), 25)));
            if (isNew) {
                orders.add(order);
                clocks.put(order, (random.nextInt(40) - 35) * DAY + random.nextInt(DAY));
                wire.add(say(order, "PENDING", someDealer(), random.nextInt(30) == 0 ? null : amount()));
            } else {
                int what = random.nextInt(10);
                wire.add(say(order, what < 4 ? "CONFIRMED" : oneOf(STATUSES), what == 9 || random.nextInt(8) == 0 ? someDealer() : null,
                    what < 5 ? amount() : null));
            }
        }
    }

    private CanonicalEvent say(String order, String status, String dealer, String amount) {
        int second = clocks.merge(order, 1 + random.nextInt(random.nextBoolean() ? 100 : 3 * DAY), Integer::sum);
        String currency = oneOf(CURRENCIES);
        return CreditDatabase.event(order, second, status, dealer, amount == null || currency.equals("VND") ? amount
            : new BigDecimal(amount).movePointLeft(4).toPlainString(), currency);
    }

    private String amount() {
        return switch (random.nextInt(40)) {
            case 0 -> "0";
            case 1 -> "-" + (1 + random.nextInt(1_000_000)) + "00";
            default -> (1 + random.nextInt(400_000)) + "00";
        };
    }

    private String someDealer() {
        return random.nextInt(15) == 0 ? "d" + (1 + model.dealers.size()) : oneOf(model.dealers.keySet());
    }

    /** Some of what was said comes, not always the oldest first. */
    private void deliver() throws SQLException {
        List<CanonicalEvent> batch = new ArrayList<>();
        for (int i = random.nextInt(2 * BATCH_MAX); i >= 0 && !wire.isEmpty(); i--) {
            CanonicalEvent event = wire.remove(random.nextInt(4) == 0 ? random.nextInt(wire.size()) : 0);
            batch.add(event);
            if (random.nextInt(10) == 0) {
                batch.add(event);
            }
        }
        batches.add(batch);
        decide(batch);
    }

    private void redeliver() throws SQLException {
        if (!batches.isEmpty()) {
            decide(batches.get(batches.size() - 1 - random.nextInt(Math.min(batches.size(), 10))));
        }
    }

    private void decide(List<CanonicalEvent> batch) throws SQLException {
        doing = "decide " + batch.stream().map(event -> event.order().orderId() + "@" + event.at() + " " + event.status() + " " + event.dealerId()
            + " " + event.amount() + " " + event.currency()).toList();
        List<LedgerModel.Decision> expected = model.decide(batch);
        List<CreditBlock> blocks = ledger.decide(batch);
        for (int i = 0; i < batch.size(); i++) {
            assertSame(blocks.get(i), expected.get(i), batch.get(i).order().orderId());
            accepted += blocks.get(i) != null && !blocks.get(i).isLocked() ? 1 : 0;
        }
    }

    private static void assertSame(CreditBlock block, LedgerModel.Decision expected, String order) {
        if (expected == null || block == null) {
            assertThat(block == null).as("order %s is on nobody's account", order).isEqualTo(expected == null);
            return;
        }
        assertThat(Stream.of(block.limit(), block.available(), block.outstanding(), block.held()).map(RandomTrade::number).toList()
            + " " + block.reason() + " version " + block.version()).as("limit, available, outstanding and held of order %s", order)
            .isEqualTo(Stream.of(expected.limit(), expected.available(), expected.outstanding(), expected.held()).map(RandomTrade::number).toList()
                + " " + expected.reason() + " version " + expected.version());
    }

    private void pay() throws SQLException {
        List<SettledPayment> batch = new ArrayList<>();
        for (int i = random.nextInt(4); i >= 0; i--) {
            batch.add(!settled.isEmpty() && random.nextInt(3) == 0 ? again() : payment());
        }
        doing = "settle " + batch;
        Set<String> fresh = new HashSet<>();
        batch.stream().map(SettledPayment::paymentId).filter(id -> !model.payments.containsKey(id)).forEach(fresh::add);
        List<Boolean> raised = batch.stream().map(model::settle).toList();
        // One that waits is looked at when more of it goes back, too.
        Set<String> lookedAt = new HashSet<>(fresh);
        for (int i = 0; i < batch.size(); i++) {
            if (raised.get(i)) {
                lookedAt.add(batch.get(i).paymentId());
            }
        }
        model.credit(lookedAt);
        List<DealerPayments.Settlement> expected = new ArrayList<>();
        for (int i = 0; i < batch.size(); i++) {
            expected.add(outcome(batch.get(i), fresh, raised.get(i)));
        }
        assertThat(payments.settle(batch)).isEqualTo(expected);
        settled.addAll(batch);
    }

    private DealerPayments.Settlement outcome(SettledPayment told, Set<String> fresh, boolean raised) {
        LedgerModel.Payment known = model.payments.get(told.paymentId());
        if (!known.isToldBy(told)) {
            return DealerPayments.Settlement.CONTRADICTED;
        }
        if (!fresh.remove(told.paymentId())) {
            return raised ? DealerPayments.Settlement.REFUNDED : DealerPayments.Settlement.REPEATED;
        }
        return known.credited == null ? DealerPayments.Settlement.WAITING : DealerPayments.Settlement.CREDITED;
    }

    private SettledPayment payment() {
        String order = random.nextInt(3) == 0 || orders.isEmpty() ? null : random.nextInt(12) == 0 ? "o" + (orders.size() + 1) : oneOf(orders);
        String customer = order == null || random.nextInt(4) == 0 ? someDealer() : null;
        String currency = oneOf(CURRENCIES);
        BigDecimal amount = BigDecimal.valueOf(1 + random.nextInt(600_000)).multiply(BigDecimal.valueOf(100));
        return new SettledPayment("p" + (settled.size() + 1) + "-" + random.nextInt(1_000), order, customer,
            currency.equals("VND") ? amount : amount.movePointLeft(4).setScale(2), BigDecimal.ZERO, currency,
            CreditDatabase.START.plusSeconds((random.nextInt(40) - 35) * DAY));
    }

    /** One that came before, one of which something went back, or one of its id that says something else. */
    private SettledPayment again() {
        SettledPayment before = model.payments.get(oneOf(settled).paymentId()).told;
        BigDecimal back = before.amount().multiply(BigDecimal.valueOf(random.nextInt(5))).divide(BigDecimal.valueOf(4), before.amount().scale(), RoundingMode.DOWN);
        BigDecimal more = BigDecimal.valueOf(random.nextInt(4) == 0 ? 1 : 0);
        return new SettledPayment(before.paymentId(), before.orderId(), before.customerId(), before.amount().add(more), back, before.currency(), before.settledAt());
    }

    private void settleWaiting() throws SQLException {
        doing = "settle what has waited";
        assertThat(payments.settleWaiting()).isEqualTo(model.credit(null));
    }

    /** The marks of pools are the ledger's to set; that none was forgotten shows by what would go on afterwards. */
    private void release() throws SQLException {
        doing = "release";
        Set<String> due = Set.copyOf(database.column("select customer_id from dealer where release_due"));
        int expected = model.release(due);
        assertThat(releases.run()).isEqualTo(expected);
        assertThat(model.waiting().stream().filter(model::wouldGoOn).map(order -> order.id)).as("wait, and would fit").isEmpty();
    }

    private void override() throws SQLException {
        if (model.orders.isEmpty()) {
            return;
        }
        List<LedgerModel.Order> waiting = model.orders.values().stream().filter(LedgerModel.Order::isLocked).toList();
        LedgerModel.Order order = waiting.isEmpty() || random.nextInt(10) == 0 ? oneOf(model.orders.values()) : oneOf(waiting);
        // Each ends at another time, so that which ends first is plain.
        Instant until = random.nextInt(4) == 0 ? null : Instant.now().minusSeconds(DAY).plusSeconds(random.nextInt(2) * 2 * DAY)
            .plusMillis(model.orders.size() * 1_000L + random.nextInt(1_000));
        doing = "override " + order.id + " until " + until;
        OrderKey key = new OrderKey("b2b", "default", order.id);
        if (order.decision == null) {
            assertThat(refused(() -> ledger.override(key, "a test", until, "api"))).isEqualTo("NoSuchElementException");
        } else if (model.override(order, until)) {
            assertSame(ledger.override(key, "a test", until, "api"), order.decision, order.id);
        } else {
            assertThat(refused(() -> ledger.override(key, "a test", until, "api"))).isEqualTo("NothingToHoldException");
        }
    }

    private static String refused(Step step) throws SQLException {
        try {
            step.run();
            return "nothing";
        } catch (RuntimeException e) {
            return e.getClass().getSimpleName();
        }
    }

    private void endOverrides() throws SQLException {
        doing = "end overrides";
        model.endOverrides(Instant.now());
        releases.endOverrides();
    }

    private void newDealer() throws SQLException {
        String id = "d" + (model.dealers.size() + 1);
        LedgerModel.Dealer parent = random.nextBoolean() ? null
            : anyOf(model.dealers.values().stream().filter(dealer -> model.levels(dealer).size() < LEVELS_MAX).toList());
        String currency = parent != null ? parent.currency : random.nextInt(4) == 0 ? "USD" : "VND";
        BigDecimal limit = limitIn(currency);
        doing = "new dealer " + id + " of " + (parent == null ? null : parent.id) + " with " + limit + " " + currency;
        model.dealers.put(id, new LedgerModel.Dealer(id, currency, limit, parent == null ? null : parent.id));
        desk.create(id, currency, limit, random.nextInt(30), parent == null ? null : parent.id);
    }

    private BigDecimal limitIn(String currency) {
        BigDecimal limit = BigDecimal.valueOf(random.nextInt(20) == 0 ? 0 : 10_000 + random.nextInt(2_000_000)).multiply(BigDecimal.valueOf(100));
        return currency.equals("VND") ? limit : limit.movePointLeft(4);
    }

    private void limit(LedgerModel.Dealer dealer) throws SQLException {
        BigDecimal limit = limitIn(dealer.currency);
        if (limit.compareTo(dealer.limit) != 0) {
            dealer.temporaryLimit = null;
        }
        dealer.limit = limit;
        doing = "limit of " + dealer.id + " is " + dealer.limit;
        desk.limit(dealer.id, dealer.limit);
    }

    private void temporaryLimit(LedgerModel.Dealer dealer) throws SQLException {
        dealer.temporaryLimit = random.nextBoolean() ? null : limitIn(dealer.currency);
        doing = "temporary limit of " + dealer.id + " is " + dealer.temporaryLimit;
        desk.temporaryLimit(dealer.id, dealer.temporaryLimit);
    }

    private void lockOrUnlock(LedgerModel.Dealer dealer) throws SQLException {
        dealer.lockedByHand = !dealer.lockedByHand;
        doing = (dealer.lockedByHand ? "lock " : "unlock ") + dealer.id;
        if (dealer.lockedByHand) {
            desk.lock(dealer.id);
        } else {
            desk.unlock(dealer.id);
        }
    }

    private void lockOverdue() throws SQLException {
        doing = "lock dealers that are overdue";
        desk.lockOverdue();
        Set<String> overdue = Set.copyOf(database.column("select customer_id from dealer where overdue_since is not null"));
        model.dealers.values().forEach(dealer -> dealer.overdue = overdue.contains(dealer.id));
    }

    private void move(LedgerModel.Dealer dealer) throws SQLException {
        List<LedgerModel.Dealer> places = model.dealers.values().stream().filter(place -> place.currency.equals(dealer.currency)
            && !model.levels(place).contains(dealer) && model.levels(place).size() + levelsBelow(dealer) <= LEVELS_MAX).toList();
        LedgerModel.Dealer parent = random.nextInt(3) == 0 ? null : anyOf(places);
        dealer.parent = parent == null ? null : parent.id;
        doing = "move " + dealer.id + " to " + dealer.parent;
        desk.move(dealer.id, dealer.parent);
    }

    private int levelsBelow(LedgerModel.Dealer dealer) {
        return model.dealers.values().stream().filter(other -> model.levels(other).contains(dealer))
            .mapToInt(other -> model.levels(other).indexOf(dealer) + 1).max().orElseThrow();
    }

    private void adjust(LedgerModel.Dealer dealer) throws SQLException {
        BigDecimal more = BigDecimal.valueOf(random.nextInt(2_000_000) - 1_000_000).movePointLeft(dealer.currency.equals("VND") ? 0 : 2);
        doing = "adjust " + dealer.id + " by " + more;
        dealer.adjusted = dealer.adjusted.add(more);
        Account after = ledger.adjust(dealer.id, more, "a test", "api");
        assertThat(after.outstanding()).isEqualByComparingTo(model.owed(dealer));
    }

    private void rate() throws SQLException {
        String currency = random.nextBoolean() ? "USD" : "EUR";
        LocalDate day = LocalDate.of(2026, 11, 1).plusDays(random.nextInt(60) - 40);
        BigDecimal vnd = BigDecimal.valueOf(25_000_000 + random.nextInt(3_000_000), 3);
        doing = "rate of " + currency + " on " + day + " is " + vnd;
        model.rate(currency, day, vnd);
        desk.rate(currency, day, vnd);
    }

    /** Compares all there is with the model, and what must be true without one. */
    void proveIt() throws SQLException {
        assertThat(database.broken()).as("credit_broken").isEmpty();
        Set<String> overdue = Set.copyOf(database.column("select customer_id from dealer where overdue_since is not null"));
        model.dealers.values().forEach(dealer -> {
            assertThat(dealer.overdue || !overdue.contains(dealer.id)).as("only the job locks").isTrue();
            dealer.overdue = overdue.contains(dealer.id);
        });
        assertThat(rows("""
            select customer_id || ' owes ' || trim_scale(outstanding) || ' of ' || trim_scale(pool_outstanding) || ', holds ' || trim_scale(held)
                   || ' of ' || trim_scale(pool_held) || ', pool ' || array_to_string(pool, '<') from dealer"""))
            .isEqualTo(model.dealers.values().stream().map(dealer -> dealer.id + " owes " + number(model.owed(dealer)) + " of " + number(model.poolOwed(dealer))
                + ", holds " + number(model.held(dealer)) + " of " + number(model.poolHeld(dealer)) + ", pool "
                + model.levels(dealer).stream().map(level -> level.id).collect(Collectors.joining("<"))).collect(Collectors.toCollection(TreeSet::new)));
        assertThat(rows("""
            select order_id || ' of ' || coalesce(customer_id, 'nobody') || ' holds ' || trim_scale(held) || ', owes ' || trim_scale(invoiced)
                   || coalesce(' ' || reason, '') || case when isfinite(override_until) then ' for a time' when override_until is not null then ' for good' else '' end
              from credit_order"""))
            .isEqualTo(model.orders.values().stream().map(order -> order.id + " of " + Objects.requireNonNullElse(order.account(), "nobody") + " holds "
                + number(order.held) + ", owes " + number(order.invoiced) + (order.isLocked() ? " " + order.decision.reason() : "")
                + (order.overrideUntil == null ? "" : Instant.MAX.equals(order.overrideUntil) ? " for good" : " for a time")).collect(Collectors.toCollection(TreeSet::new)));
        proveInvoicesAndPayments();
        proveRefusals();
    }

    private void proveInvoicesAndPayments() throws SQLException {
        assertThat(rows("select order_id || ' ' || customer_id || ' ' || trim_scale(amount) || ' of ' || issued_on from invoice where amount <> 0 and platform <> 'adjustment'"))
            .isEqualTo(model.orders.values().stream().filter(order -> order.invoiced.signum() != 0)
                .map(order -> order.id + " " + order.account() + " " + number(order.invoiced) + " of " + order.issuedOn()).collect(Collectors.toCollection(TreeSet::new)));
        assertThat(rows("select payment_id || ' ' || coalesce(customer_id, 'nobody') || ' ' || coalesce(trim_scale(credited)::text, 'waits') || ' less ' || trim_scale(returned) from dealer_payment where payment_id not like 'adjustment:%'"))
            .isEqualTo(model.payments.values().stream().map(payment -> payment.told.paymentId() + " " + Objects.requireNonNullElse(payment.payer, "nobody")
                + " " + (payment.credited == null ? "waits" : number(payment.credited)) + " less " + number(payment.returned)).collect(Collectors.toCollection(TreeSet::new)));
        assertThat(rows("""
            select d.customer_id || ' is overdue and owes nothing overdue' from dealer d where overdue_since is not null
               and not exists (select from invoice i where i.customer_id = d.customer_id and i.open > 0
                                  and i.due_on + d.grace_days < (now() at time zone 'Asia/Ho_Chi_Minh')::date)
            union all
            select p.payment_id || ' is left over beside an open invoice' from dealer_payment p
             where unallocated > 0 and exists (select from invoice i where i.customer_id = p.customer_id and i.open > 0)
               and not exists (select from credit_order o where o.order_id = p.order_id and o.customer_id = p.customer_id and o.invoiced = 0
                                  and (o.held > 0 or o.locked))
            union all
            select d.customer_id || ': money is not conserved' from dealer d
             where outstanding <> (select coalesce(sum(amount), 0) from invoice i where i.customer_id = d.customer_id)
                                - (select coalesce(sum(credited - returned), 0) from dealer_payment p where p.customer_id = d.customer_id)""")).isEmpty();
    }

    /** A refused order left no movement, and an audit. */
    private void proveRefusals() throws SQLException {
        Set<String> never = model.orders.values().stream().filter(order -> !order.everAccepted).map(order -> order.id).collect(Collectors.toSet());
        assertThat(rows("select distinct order_id from credit_ledger where order_id is not null")).doesNotContainAnyElementsOf(never.isEmpty() ? Set.of("") : never);
        assertThat(rows("select distinct order_id from credit_audit where order_id is not null"))
            .containsAll(model.orders.values().stream().filter(LedgerModel.Order::isLocked).map(order -> order.id).toList());
    }

    private Set<String> rows(String sql) throws SQLException {
        return new TreeSet<>(database.column(sql));
    }

    private static String number(Object number) {
        BigDecimal value = number == null ? null : new BigDecimal(number.toString());
        return value == null ? null : value.signum() == 0 ? "0" : value.stripTrailingZeros().toPlainString();
    }

    private <T> T oneOf(Collection<T> some) {
        return some.stream().skip(random.nextInt(some.size())).findFirst().orElseThrow();
    }

    private <T> T anyOf(List<T> some) {
        return some.isEmpty() ? null : oneOf(some);
    }
}
