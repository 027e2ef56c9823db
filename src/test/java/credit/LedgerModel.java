package credit;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import orders.CanonicalEvent;

/**
 * What the ledger is to do, said as simply as it can be: everything is in memory, one thing happens at a time, and each sum is
 * added up anew from all orders. It knows the rules of issue and design, and nothing of tables or of the ledger's classes.
 */
final class LedgerModel {

    private static final ZoneId ZONE = ZoneId.of("Asia/Ho_Chi_Minh");
    private static final int RATE_MAX_AGE_DAYS = 4;
    private static final Set<String> OWED = Set.of("DELIVERED", "COMPLETED", "RETURNING");
    private static final Set<String> OVER = Set.of("CANCELLED", "FAILED");
    private static final String ON_HOLD = "ON_HOLD";
    private static final Set<String> ENDS = Set.of("OVER", "RETURNED");

    final Map<String, Dealer> dealers = new TreeMap<>();
    final Map<String, Order> orders = new LinkedHashMap<>();
    final Map<String, Payment> payments = new LinkedHashMap<>();
    private final Map<String, TreeMap<LocalDate, BigDecimal>> rates = new TreeMap<>();

    static final class Dealer {
        final String id;
        final String currency;
        String parent;
        BigDecimal limit;
        BigDecimal temporaryLimit;
        boolean lockedByHand;
        /** Not the model's to know when it ends: that depends on which invoice a payment paid. */
        boolean overdue;
        BigDecimal paid = BigDecimal.ZERO;
        BigDecimal adjusted = BigDecimal.ZERO;

        Dealer(String id, String currency, BigDecimal limit, String parent) {
            this.id = id;
            this.currency = currency;
            this.limit = limit;
            this.parent = parent;
        }

        BigDecimal limit() {
            return temporaryLimit == null ? limit : temporaryLimit;
        }
    }

    /** The wish that was decided on last. */
    private record Wish(String dealer, BigDecimal amount, String currency, String effect) {

        boolean hasTheAmountOf(Wish other) {
            return other != null && dealer.equals(other.dealer) && Objects.equals(amount, other.amount) && Objects.equals(currency, other.currency);
        }
    }

    /** @param reason null: it goes on; limit: null where there is no such dealer, and so the rest */
    record Decision(Reason reason, BigDecimal limit, BigDecimal available, BigDecimal outstanding, BigDecimal held, int version) { }

    static final class Order {
        final String id;
        private String dealer;
        private Instant dealerAt;
        private BigDecimal amount;
        private String currency;
        private Instant amountAt;
        /** On hold it stays what it was. */
        private String status = ON_HOLD;
        private Instant statusAt;
        private Instant orderedAt;
        private Wish wish;
        private BigDecimal value;
        BigDecimal held = BigDecimal.ZERO;
        BigDecimal invoiced = BigDecimal.ZERO;
        /** The earliest delivery, whatever came of it since. */
        private Instant owedSince;
        Decision decision;
        Instant overrideUntil;
        /** It has been accepted once, so it may have moved the ledger. */
        boolean everAccepted;

        Order(String id) {
            this.id = id;
        }

        boolean isLocked() {
            return decision != null && decision.reason != null;
        }

        /** Whose account it is on, once decided on. */
        String account() {
            return wish == null ? null : wish.dealer;
        }

        LocalDate issuedOn() {
            return LocalDate.ofInstant(owedSince, ZONE);
        }

        private BigDecimal taken() {
            return held.add(invoiced);
        }

        private void tell(CanonicalEvent event) {
            Instant at = event.at();
            if (event.dealerId() != null && (dealerAt == null || at.isAfter(dealerAt))) {
                dealer = event.dealerId();
                dealerAt = at;
            }
            if (event.amount() != null && (amountAt == null || at.isAfter(amountAt))) {
                amount = new BigDecimal(event.amount()).setScale(4);
                currency = event.currency();
                amountAt = at;
            }
            if (!event.status().name().equals(ON_HOLD) && (statusAt == null || at.isAfter(statusAt))) {
                status = event.status().name();
                statusAt = at;
            }
            if (OWED.contains(event.status().name())) {
                owedSince = owedSince == null || at.isBefore(owedSince) ? at : owedSince;
            }
            orderedAt = orderedAt == null || at.isBefore(orderedAt) ? at : orderedAt;
        }

        private String effect() {
            return OWED.contains(status) ? "OWED" : status.equals("RETURNED") ? "RETURNED" : OVER.contains(status) ? "OVER" : "HELD";
        }
    }

    static final class Payment {
        final SettledPayment told;
        String payer;
        BigDecimal credited;
        private BigDecimal refunded;
        /** Of what was credited, what went back. */
        BigDecimal returned = BigDecimal.ZERO;

        Payment(SettledPayment told) {
            this.told = told;
            this.payer = told.customerId();
            this.refunded = told.refunded();
        }

        /** Whether that is of it, whatever it says went back. */
        boolean isToldBy(SettledPayment other) {
            return told.equals(new SettledPayment(other.paymentId(), other.orderId(), other.customerId(), other.amount(), told.refunded(), other.currency(),
                other.settledAt()));
        }
    }

    List<Decision> decide(List<CanonicalEvent> batch) {
        Map<String, List<CanonicalEvent>> byOrder = new LinkedHashMap<>();
        batch.forEach(event -> byOrder.computeIfAbsent(event.order().orderId(), id -> new ArrayList<>()).add(event));
        byOrder.forEach(this::tell);
        List<Decision> decisions = new ArrayList<>();
        for (CanonicalEvent event : batch) {
            Order order = orders.get(event.order().orderId());
            decisions.add(order == null ? null : order.decision);
        }
        return decisions;
    }

    private void tell(String id, List<CanonicalEvent> events) {
        Order order = orders.getOrDefault(id, new Order(id));
        events.forEach(order::tell);
        if (order.dealer == null) {
            // Orders of nobody are not remembered, but that they are over or delivered is.
            if (orders.containsKey(id) || !order.effect().equals("HELD")) {
                orders.put(id, order);
            }
            return;
        }
        orders.put(id, order);
        if (!wishOf(order).equals(order.wish)) {
            decideOn(order, false);
        }
    }

    private static Wish wishOf(Order order) {
        return new Wish(order.dealer, order.amount, order.currency, order.effect());
    }

    private void decideOn(Order order, boolean forced) {
        Wish wish = wishOf(order);
        Reason reason = weigh(order, wish, forced);
        order.wish = wish;
        order.everAccepted |= order.taken().signum() != 0;
        decided(order, reason);
    }

    private void decided(Order order, Reason reason) {
        Dealer dealer = dealers.get(order.wish.dealer);
        int version = order.decision == null ? 1 : order.decision.version + 1;
        order.decision = dealer == null ? new Decision(reason, null, null, null, null, version)
            : new Decision(reason, dealer.limit(), available(dealer), owed(dealer), held(dealer), version);
    }

    /** Takes what the order is to take; the answer is why it does not. */
    private Reason weigh(Order order, Wish wish, boolean forced) {
        if (order.wish != null && !order.wish.dealer.equals(wish.dealer)) {
            close(order);
        }
        boolean wanted = !ENDS.contains(wish.effect);
        Dealer dealer = dealers.get(wish.dealer);
        if (!wanted || dealer == null) {
            close(order);
            order.value = wish.hasTheAmountOf(order.wish) && dealer != null ? order.value : null;
            return wanted ? Reason.UNKNOWN_DEALER : null;
        }
        if (order.value == null || !wish.hasTheAmountOf(order.wish)) {
            order.value = null;
            if (order.amount == null || order.amount.signum() < 0) {
                return Reason.NO_AMOUNT;
            }
            order.value = convert(order.amount, order.currency, dealer.currency, order.orderedAt);
            if (order.value == null) {
                return Reason.NO_RATE;
            }
        }
        BigDecimal more = order.value.subtract(order.taken());
        boolean isNew = order.taken().signum() == 0
            && (order.wish == null || order.isLocked() || !order.wish.dealer.equals(wish.dealer) || ENDS.contains(order.wish.effect));
        boolean takesADeliveryBack = !wish.effect.equals("OWED") && order.invoiced.signum() > 0;
        if (!forced && (isNew || more.signum() > 0 || takesADeliveryBack)) {
            Reason refusal = refusal(dealer, more);
            if (refusal != null) {
                return refusal;
            }
            order.overrideUntil = null;
        }
        boolean owed = wish.effect.equals("OWED");
        order.held = owed ? BigDecimal.ZERO : order.value;
        order.invoiced = owed ? order.value : BigDecimal.ZERO;
        return null;
    }

    private static void close(Order order) {
        order.held = BigDecimal.ZERO;
        order.invoiced = BigDecimal.ZERO;
        order.overrideUntil = null;
    }

    private Reason refusal(Dealer dealer, BigDecimal more) {
        for (Dealer level : levels(dealer)) {
            if (level.lockedByHand || level.overdue) {
                return level.lockedByHand ? Reason.MANUAL_LOCK : Reason.OVERDUE;
            }
        }
        return more.compareTo(available(dealer)) > 0 ? Reason.OVER_LIMIT : null;
    }

    private BigDecimal available(Dealer dealer) {
        return levels(dealer).stream().map(level -> level.limit().subtract(poolOwed(level)).subtract(poolHeld(level))).min(Comparator.naturalOrder()).orElseThrow();
    }

    List<Dealer> levels(Dealer dealer) {
        List<Dealer> levels = new ArrayList<>();
        for (Dealer level = dealer; level != null; level = level.parent == null ? null : dealers.get(level.parent)) {
            levels.add(level);
        }
        return levels;
    }

    String root(String dealer) {
        List<Dealer> levels = levels(dealers.get(dealer));
        return levels.get(levels.size() - 1).id;
    }

    BigDecimal held(Dealer dealer) {
        return orders.values().stream().filter(order -> dealer.id.equals(order.account())).map(order -> order.held).reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    BigDecimal owed(Dealer dealer) {
        return orders.values().stream().filter(order -> dealer.id.equals(order.account())).map(order -> order.invoiced)
            .reduce(dealer.adjusted.subtract(dealer.paid), BigDecimal::add);
    }

    BigDecimal poolHeld(Dealer level) {
        return dealers.values().stream().filter(dealer -> levels(dealer).contains(level)).map(this::held).reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    BigDecimal poolOwed(Dealer level) {
        return dealers.values().stream().filter(dealer -> levels(dealer).contains(level)).map(this::owed).reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    /** Null: no rate of the day is known. */
    BigDecimal convert(BigDecimal amount, String from, String to, Instant at) {
        if (from.equals(to)) {
            return amount;
        }
        LocalDate day = LocalDate.ofInstant(at, ZONE);
        BigDecimal one = rate(from, day);
        BigDecimal other = rate(to, day);
        return one == null || other == null ? null : amount.multiply(one).divide(other, to.equals("VND") ? 0 : 2, RoundingMode.HALF_UP).setScale(4);
    }

    void rate(String currency, LocalDate day, BigDecimal vnd) {
        rates.computeIfAbsent(currency, any -> new TreeMap<>()).put(day, vnd);
    }

    private BigDecimal rate(String currency, LocalDate day) {
        Map.Entry<LocalDate, BigDecimal> newest = currency.equals("VND") ? Map.entry(day, BigDecimal.ONE)
            : rates.getOrDefault(currency, new TreeMap<>()).floorEntry(day);
        return newest == null || newest.getKey().isBefore(day.minusDays(RATE_MAX_AGE_DAYS)) ? null : newest.getValue();
    }

    /** Looks at the orders that wait in some pools, oldest first. Returns how many go on. */
    int release(Set<String> roots) {
        int released = 0;
        for (Order order : waiting()) {
            if (!roots.contains(root(order.account()))) {
                continue;
            }
            Reason before = order.decision.reason;
            Reason reason = weigh(order, order.wish, false);
            if (reason != before) {
                order.everAccepted |= order.taken().signum() != 0;
                decided(order, reason);
            }
            released += reason == null ? 1 : 0;
        }
        return released;
    }

    /** Those that wait at dealers that there are, oldest first. */
    List<Order> waiting() {
        return orders.values().stream().filter(order -> order.isLocked() && dealers.containsKey(order.account()))
            .sorted(Comparator.comparing((Order order) -> order.orderedAt).thenComparing(order -> order.id)).toList();
    }

    /** Whether it would go on if it were looked at. */
    boolean wouldGoOn(Order order) {
        BigDecimal value = order.value != null ? order.value : order.amount == null || order.amount.signum() < 0 ? null
            : convert(order.amount, order.currency, dealers.get(order.account()).currency, order.orderedAt);
        return value != null && refusal(dealers.get(order.account()), value.subtract(order.taken())) == null;
    }

    /** Returns whether it could be held. */
    boolean override(Order order, Instant until) {
        if (!order.isLocked()) {
            order.overrideUntil = order.overrideUntil == null ? null : until == null ? Instant.MAX : until;
            return true;
        }
        BigDecimal held = order.held;
        BigDecimal invoiced = order.invoiced;
        BigDecimal value = order.value;
        if (weigh(order, order.wish, true) != null) {
            order.held = held;
            order.invoiced = invoiced;
            order.value = value;
            return false;
        }
        order.everAccepted = true;
        order.overrideUntil = until == null ? Instant.MAX : until;
        decided(order, null);
        return true;
    }

    void endOverrides(Instant now) {
        orders.values().stream().filter(order -> order.overrideUntil != null && !order.overrideUntil.isAfter(now))
            .sorted(Comparator.comparing(order -> order.overrideUntil)).forEach(this::endOverride);
    }

    private void endOverride(Order order) {
        order.overrideUntil = null;
        Reason reason = order.held.signum() == 0 ? null : refusal(dealers.get(order.account()), BigDecimal.ZERO);
        if (reason != null) {
            order.held = BigDecimal.ZERO;
            decided(order, reason);
        }
    }

    /** Returns whether more went back of a payment that was known than was known of it. */
    boolean settle(SettledPayment told) {
        Payment known = payments.putIfAbsent(told.paymentId(), new Payment(told));
        if (known == null || !known.isToldBy(told) || told.refunded().compareTo(known.refunded) <= 0) {
            return false;
        }
        known.refunded = told.refunded();
        takeBack(known);
        return true;
    }

    private void takeBack(Payment payment) {
        if (payment.credited == null) {
            return;
        }
        Dealer payer = dealers.get(payment.payer);
        BigDecimal inAll = payment.credited.multiply(payment.refunded)
            .divide(payment.told.amount(), payer.currency.equals("VND") ? 0 : 2, RoundingMode.HALF_UP);
        payer.paid = payer.paid.add(payment.returned).subtract(inAll);
        payment.returned = inAll;
    }

    /** Credits what waits for nothing any more; of these payments only, unless null. Returns how many. */
    int credit(Set<String> ids) {
        int credited = 0;
        for (Payment payment : payments.values()) {
            if (payment.credited == null && (ids == null || ids.contains(payment.told.paymentId()))) {
                credited += credit(payment) ? 1 : 0;
            }
        }
        return credited;
    }

    private boolean credit(Payment payment) {
        Order order = orders.get(payment.told.orderId());
        if (payment.payer == null && order != null && order.account() != null && dealers.containsKey(order.account())) {
            payment.payer = order.account();
        }
        Dealer payer = payment.payer == null ? null : dealers.get(payment.payer);
        if (payer != null) {
            payment.credited = convert(payment.told.amount(), payment.told.currency(), payer.currency, payment.told.settledAt());
            payer.paid = payment.credited == null ? payer.paid : payer.paid.add(payment.credited);
            takeBack(payment);
        }
        return payment.credited != null;
    }
}
