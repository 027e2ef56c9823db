package credit;

import static org.assertj.core.api.Assertions.assertThat;

import database.Sql;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.math.BigDecimal;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;

class LedgerProofTest {

    @Test
    void aSumThatIsNotThatOfItsMovementsIsNamed() throws SQLException {
        try (CreditDatabase database = new CreditDatabase("ledger_proof")) {
            // Given
            SimpleMeterRegistry meters = new SimpleMeterRegistry();
            LedgerProof proof = new LedgerProof(new Sql(database.pool), meters);
            database.dealer("d1", 100);
            database.dealer("d2", 100);
            database.ledger().adjust("d1", BigDecimal.TEN, "opening", "api");
            assertThat(proof.broken()).isEmpty();
            assertThat(meters.get("ordersync.credit.broken").gauge().value()).isZero();

            // When
            database.execute("update dealer set outstanding = 11, pool_outstanding = 11 where customer_id = 'd1'");

            // Then
            assertThat(proof.broken()).contains("d1: outstanding is not the sum of the ledger").allMatch(fault -> fault.startsWith("d1: "));
            assertThat(meters.get("ordersync.credit.broken").gauge().value()).isPositive();
        }
    }
}
