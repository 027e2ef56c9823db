package finance.erp;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import finance.PostingKind;
import java.io.ByteArrayInputStream;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SapJournalTest {

    private static final ErpConfig CONFIG = ErpSettings.with(Map.of("ordersync.erp.sap.user", "COMM", "ordersync.erp.sap.password", "s3cret"));
    private static final String NOTHING = "{\"d\":{\"results\":[]}}";
    private static final String FOUND = "{\"d\":{\"results\":[{\"DocumentReferenceID\":\"OS12\",\"AccountingDocument\":\"0100000007\"}]}}";

    /** Of another clock than ours: how long ago it was told beside it. */
    private static final Instant WHENEVER = Instant.parse("2026-01-15T08:00:00Z");

    private final SapJournal sap = new SapJournal(CONFIG, new Calls(CONFIG, new Patience(CONFIG), null));

    @Test
    void whatSapHasNotBookedMayStillBeBookedUntilItsTimeIsOver() {
        // Given one sent two minutes ago, and one an hour ago
        PostingOutcome early = asked(Duration.ofMinutes(2), NOTHING);
        PostingOutcome late = asked(Duration.ofHours(1), NOTHING);

        // Then
        assertThat(early.status()).isEqualTo(Status.IN_DOUBT);
        assertThat(early.delay()).isBetween(Duration.ofMinutes(12), Duration.ofMinutes(13));
        assertThat(early.detail()).contains("it was cut off").contains("may still be");
        assertThat(late.status()).isEqualTo(Status.CREATED);
    }

    @Test
    void whatSapHasBookedIsConfirmedAtOnce() {
        PostingOutcome found = asked(Duration.ofMinutes(2), FOUND);
        assertThat(found.status() + " " + found.documentNumber()).isEqualTo("CONFIRMED 0100000007");
    }

    @Test
    void theUsersNameAndPasswordGoAlongAndAreNotShown() {
        for (Call.Purpose purpose : Call.Purpose.values()) {
            ErpRequest request = sap.request(call(purpose, Duration.ZERO));
            assertThat(request.authorization()).isEqualTo("Basic Q09NTTpzM2NyZXQ=");
            assertThat(request.toString()).doesNotContain("Q09NTTpzM2NyZXQ=");
        }
    }

    @Test
    void aRateThatHasTwoTaxCodesIsRefusedAtTheStart() {
        ErpConfig twice = ErpSettings.with(Map.of("ordersync.erp.sap.tax-codes.\"0.1\"", "A1", "ordersync.erp.sap.tax-codes.\"0.10\"", "A2"));
        assertThatThrownBy(() -> new SapJournal(twice, new Calls(twice, new Patience(twice), null))).isInstanceOf(IllegalArgumentException.class)
            .hasMessageContaining("ordersync.erp.sap.tax-codes has the rate 0.1 twice");
    }

    private PostingOutcome asked(Duration ago, String answer) {
        return sap.read(call(Call.Purpose.ASK, ago), 200, null, new ByteArrayInputStream(answer.getBytes(UTF_8))).outcomes().get(0);
    }

    private static Call call(Call.Purpose purpose, Duration ago) {
        Posting posting = new Posting(12, "b2c:main:O-1:PAYMENT", Erp.SAP, PostingKind.INCOMING_PAYMENT, "b2c", "main", "O-1", null, BigDecimal.TEN, "VND",
            LocalDate.of(2026, 1, 15), "{}", BigDecimal.ONE, BigDecimal.TEN, 1, "it was cut off", null, WHENEVER, ago);
        return new Call(Erp.SAP, purpose, List.of(posting), System.nanoTime() + Duration.ofMinutes(1).toNanos());
    }
}
