package orders;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MoneyTest {

    @ParameterizedTest
    @CsvSource({"150000.0000,VND,150000", "0.0000,VND,0", "100.5000,VND,100.5", "10.5000,USD,10.50", "10.0000,USD,10.00",
        "1.2340,KWD,1.234", "1.2000,UYW,1.2000", "1000000.0000,XYZ,1000000", "7.1000,XYZ,7.1", "-3.0000,USD,-3.00"})
    void hasTheDecimalsOfItsCurrencyAndLosesNone(BigDecimal amount, String currency, String expected) {
        assertThat(Money.text(amount, currency)).isEqualTo(expected);
    }
}
