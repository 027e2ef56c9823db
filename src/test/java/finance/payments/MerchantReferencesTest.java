package finance.payments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.smallrye.config.SmallRyeConfigBuilder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which order a merchant reference means. */
class MerchantReferencesTest {

    @ParameterizedTest
    @CsvSource({"'',ORDER-2,ORDER-2", "(.+)-\\d+,ORDER-2,ORDER", "(.+)-\\d+,ORDER,ORDER", "([^_]+)_.*,A_B_C,A", "(.*)-x,-x,-x"})
    void thePatternsFirstGroupIsTheOrder(String pattern, String reference, String order) {
        assertThat(references(pattern).orderId(reference)).isEqualTo(order);
    }

    @Test
    void aPatternWithoutAGroupEndsTheStart() {
        assertThatThrownBy(() -> references("ORDER-.*")).hasMessageContaining("ordersync.payments.order-reference");
    }

    private static MerchantReferences references(String pattern) {
        return new MerchantReferences(new SmallRyeConfigBuilder().withMapping(PaymentsConfig.class).addDiscoveredConverters()
            .withDefaultValue("ordersync.payments.order-reference", pattern).build().getConfigMapping(PaymentsConfig.class));
    }
}
