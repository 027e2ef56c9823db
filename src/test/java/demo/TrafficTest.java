package demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.config.SmallRyeConfigBuilder;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TrafficTest {

    private static final DemoConfig CONFIG = new SmallRyeConfigBuilder().withMapping(DemoConfig.class).build().getConfigMapping(DemoConfig.class);

    /** Transactions that the provider told, each with its order. */
    private final List<String> told = new ArrayList<>();
    private boolean isInvoiced;
    private final Traffic traffic = new Traffic(new Provider(), null, null, CONFIG, false, () -> true, order -> isInvoiced);

    /** Stands in for this process's own HTTP port. */
    private final class Provider extends Edge {

        private Provider() {
            super(null, null);
        }

        @Override
        boolean hasMomo() {
            return false;
        }

        @Override
        int vnpay(String orderId, long dong, String transaction, Instant at) {
            told.add(orderId + " " + transaction);
            return 200;
        }
    }

    @Test
    void aDealerPaysForNoOrderThatWaitsForCredit() throws InterruptedException {
        // When
        traffic.act(payment(Shop.B2B, Step.Paid.AS_ASKED));

        // Then
        assertThat(told).isEmpty();
    }

    @Test
    void aDealerPaysWhatItWasInvoiced() throws InterruptedException {
        // Given
        isInvoiced = true;

        // When
        traffic.act(payment(Shop.B2B, Step.Paid.AS_ASKED));

        // Then
        assertThat(told).containsExactly("DEMO-B7 70");
    }

    @ParameterizedTest
    @EnumSource(Step.Paid.class)
    void aPaymentThatIsToldAgainIsTheSame(Step.Paid paid) throws InterruptedException {
        // Given
        traffic.act(payment(Shop.WEB, paid));
        List<String> first = List.copyOf(told);
        told.clear();

        // When
        traffic.act(payment(Shop.WEB, paid));

        // Then
        assertThat(told).isEqualTo(first).hasSize(paid == Step.Paid.TWICE ? 2 : 1).doesNotHaveDuplicates();
    }

    private static Step payment(Shop shop, Step.Paid paid) {
        return new Step(Instant.EPOCH, Instant.EPOCH, new Catalogue(1).order(shop, shop.order(7)), null, paid);
    }
}
