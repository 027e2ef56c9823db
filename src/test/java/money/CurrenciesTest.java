package money;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CurrenciesTest {

    @ParameterizedTest
    @CsvSource({"VND,true,true,0", "USD,true,true,2", "KWD,true,true,3", "UYW,true,true,4", "XAD,true,true,2", "XAU,true,false,0", "XYZ,false,false,0", "vnd,false,false,0",
        "'',false,false,0", ",false,false,0"})
    void tellsWhatCodesStandFor(String code, boolean isKnown, boolean isOfAmounts, int decimals) {
        assertThat(Currencies.isKnown(code)).isEqualTo(isKnown);
        assertThat(Currencies.isOfAmounts(code)).isEqualTo(isOfAmounts);
        assertThat(Currencies.decimals(code)).isEqualTo(decimals);
    }

    @Test
    void listsAllWithTheirDecimals() {
        assertThat(Currencies.all()).containsEntry("VND", 0).containsEntry("UYW", 4).containsEntry("XAU", 0).doesNotContainKey("XYZ");
    }
}
