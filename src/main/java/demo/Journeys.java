package demo;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Makes up which shop sells next, and what becomes of the order. */
final class Journeys {

    private static final ZoneId ZONE = ZoneId.of("Asia/Ho_Chi_Minh");
    private static final int[] WEIGHTS = {22, 14, 22, 8, 18, 10, 6};
    private static final int SHARES = 100;
    private static final int SLOWEST_HOUR = 7;

    private final Random random;

    Journeys(Random random) {
        this.random = random;
    }

    /** As much as each sells. */
    Shop shop() {
        int share = random.nextInt(SHARES);
        for (Shop shop : Shop.values()) {
            share -= WEIGHTS[shop.ordinal()];
            if (share < 0) {
                return shop;
            }
        }
        return Shop.WEB;
    }

    /** How long ago an order was made: fewer at night. */
    Duration ago(Duration most) {
        while (true) {
            Duration ago = Duration.ofSeconds(random.nextInt((int) most.toSeconds()));
            int hour = Instant.now().minus(ago).atZone(ZONE).getHour();
            if (hour >= SLOWEST_HOUR || random.nextInt(4) == 0) {
                return ago;
            }
        }
    }

    /** @param haste how many times faster than in life */
    List<Step> of(FakeOrder order, Instant placedAt, int haste) {
        List<Step> steps = new ArrayList<>();
        Instant at = placedAt;
        for (Stage stage : stages(order)) {
            if (stage != Stage.PLACED && order.shop() != Shop.TILL) {
                at = at.plus(minutes(stage).dividedBy(haste));
            }
            if (stage.isToldBy(order.shop().channel())) {
                steps.add(new Step(at, at, order, stage, null));
            }
            if (stage == Stage.PLACED && order.shop() == Shop.WEB) {
                pay(steps, order, at.plus(Duration.ofMinutes(1 + random.nextInt(10)).dividedBy(haste)));
            }
            if (stage == Stage.COMPLETED && order.shop() == Shop.B2B && !order.dealer().equals(Dealer.OVER_LIMIT.id()) && random.nextInt(10) < 8) {
                Instant paidAt = at.plus(Duration.ofHours(1 + random.nextInt(5)).dividedBy(haste));
                steps.add(new Step(paidAt, paidAt, order, null, Step.Paid.AS_ASKED));
            }
        }
        return steps;
    }

    private void pay(List<Step> steps, FakeOrder order, Instant at) {
        int share = random.nextInt(SHARES);
        if (share < 4) {
            return;   // it is delivered, and nobody pays
        }
        steps.add(new Step(at, at, order, null, share < 7 ? Step.Paid.SHORT : share < 9 ? Step.Paid.TWICE : share < 12 ? Step.Paid.UNKNOWN : Step.Paid.AS_ASKED));
    }

    private List<Stage> stages(FakeOrder order) {
        if (order.shop() == Shop.TILL) {
            return List.of(Stage.COMPLETED);
        }
        int share = random.nextInt(SHARES);
        if (share < 7) {
            return List.of(Stage.PLACED, Stage.CANCELLED);
        }
        if (share < 10) {
            return List.of(Stage.PLACED, Stage.CONFIRMED, Stage.PACKED, Stage.READY, Stage.SHIPPED, Stage.FAILED);
        }
        if (share < 16) {
            return List.of(Stage.PLACED, Stage.CONFIRMED, Stage.PACKED, Stage.READY, Stage.SHIPPED, Stage.DELIVERED, Stage.RETURNING, Stage.RETURNED);
        }
        return List.of(Stage.PLACED, Stage.CONFIRMED, Stage.PACKED, Stage.READY, Stage.SHIPPED, Stage.DELIVERED, Stage.COMPLETED);
    }

    private Duration minutes(Stage stage) {
        return Duration.ofMinutes(switch (stage) {
            case PLACED -> 0;
            case CONFIRMED -> 5 + random.nextInt(55);
            case PACKED, READY -> 20 + random.nextInt(90);
            case SHIPPED, CANCELLED -> 30 + random.nextInt(150);
            default -> 120 + random.nextInt(420);
        });
    }
}
