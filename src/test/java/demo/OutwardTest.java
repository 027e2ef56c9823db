package demo;

import static org.assertj.core.api.Assertions.assertThat;

import finance.erp.ErpSettings;
import io.quarkus.runtime.LaunchMode;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OutwardTest {

    @ParameterizedTest
    @CsvSource({"sap.url,https://sap.example.com", "http.url,https://erp.example.com", "file.directory,sftp://erp@example.com/in", "file.directory,/mnt/erp"})
    void anErpThatSomebodyConfiguredIsNotTheDemos(String key, String address) {
        for (LaunchMode mode : LaunchMode.values()) {
            assertThat(Outward.realErp(ErpSettings.with(Map.of("ordersync.erp." + key, address)), mode)).as(mode.name()).contains(address);
        }
    }

    @Test
    void theDirectoryOfDevModeIsTheDemosInDevModeAlone() {
        // Given
        var erp = ErpSettings.with(Map.of("ordersync.erp.file.directory", ".ordersync/erp"));

        // When, Then
        assertThat(Outward.realErp(erp, LaunchMode.DEVELOPMENT)).isEmpty();
        assertThat(Outward.realErp(erp, LaunchMode.NORMAL)).contains(".ordersync/erp");
    }

    @Test
    void whereNoneIsConfiguredThereIsNone() {
        assertThat(Outward.realErp(ErpSettings.with(Map.of()), LaunchMode.NORMAL)).isEmpty();
    }
}
