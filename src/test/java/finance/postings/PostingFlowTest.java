package finance.postings;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import database.Sql;
import finance.FinanceOn;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;
import webhook.SignedSender;

/** From what a channel tells to what the ERP is to book. */
@QuarkusTest
@TestProfile(FinanceOn.class)
class PostingFlowTest {

    private final String order = "P-" + UUID.randomUUID();

    @Inject
    Sql sql;
    @ConfigProperty(name = "quarkus.http.test-port")
    int port;

    @Test
    void aDeliveredOrderIsInvoicedAndALineThatComesBackIsTakenBack() throws Exception {
        // Given
        tell("\"status\":\"delivered\",\"updatedAt\":\"2026-11-19T18:00:00Z\",\"amount\":{\"total\":238000,\"currency\":\"VND\"},"
            + "\"items\":[{\"lineId\":\"1\",\"sku\":\"SHIRT\",\"quantity\":2,\"price\":54000},{\"lineId\":\"2\",\"sku\":\"CAP\",\"quantity\":1,\"price\":110000}]");
        await().until(() -> posted().size() == 1);

        // When
        tell("\"status\":\"returned\",\"updatedAt\":\"2026-11-21T02:00:00Z\",\"lineId\":\"2\"");

        // Then on the days of the customer's zone
        await().untilAsserted(() -> assertThat(posted()).containsExactly(
            "INVOICE:1 238000 2026-11-20 220371 + 17629", "CREDIT:1 110000 2026-11-21 101852 + 8148"));
    }

    private List<String> posted() {
        return sql.query("""
            select substring(business_key from '[A-Z]+:[0-9]+$') || ' ' || trim_scale(amount) || ' ' || posting_date
                   || ' ' || (document ->> 'net') || ' + ' || (document ->> 'tax')
              from erp_posting where order_id = ? and platform = 'till' order by id""", row -> row.getString(1), order);
    }

    private void tell(String fields) throws Exception {
        byte[] message = "{\"platform\":\"till\",\"shopId\":\"postings\",\"orderId\":\"%s\",%s}".formatted(order, fields).getBytes(UTF_8);
        assertThat(new SignedSender(port).sendSigned(message).statusCode()).isEqualTo(200);
    }
}
