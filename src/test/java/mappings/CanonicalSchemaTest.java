package mappings;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CanonicalSchemaTest {

    private final ObjectNode message = new ObjectMapper().createObjectNode().put("event_id", "lazada:1:2:3").put("platform", "lazada").put("shop_id", "1")
        .put("order_id", "2").put("platform_status", "packed").put("timestamp", "2026-11-22T08:04:25Z").put("received_at", "2026-11-22T08:04:25.416Z")
        .put("source", "webhook").put("mapping", "lazada/order-status.jslt@3f9a1c02");

    @ParameterizedTest
    @CsvSource({"PACKED, , true", ", unchanged, true", ", , false", "PACKED, unchanged, false"})
    void aMessageTellsAStatusOrAnEffectAndNeverBoth(String status, String effect, boolean valid) {
        // Given
        if (status != null) {
            message.put("status", status);
        }
        if (effect != null) {
            message.put("effect", effect);
        }

        // When, Then
        assertThat(CanonicalSchema.v1().findings(message).isEmpty()).isEqualTo(valid);
    }
}
