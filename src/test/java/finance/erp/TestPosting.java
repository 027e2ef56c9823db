package finance.erp;

import finance.PostingKind;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;

/** Postings in a test's words. */
final class TestPosting {

    private TestPosting() {
    }

    static Posting of(long id, PostingKind kind, String order, String amount, String currency, String document) {
        return new Posting(id, "lazada:1:" + order + ":" + kind, Erp.SAP, kind, "lazada", "1", order, null, new BigDecimal(amount), currency,
            LocalDate.of(2026, 1, 15), document, BigDecimal.ONE, new BigDecimal("1"), 1, null, null, Instant.parse("2026-01-15T08:00:00Z"), Duration.ofDays(1));
    }
}
