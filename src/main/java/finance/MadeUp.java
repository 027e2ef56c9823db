package finance;

import java.util.Optional;

/** What the demo made up (package demo) and nobody outside may be told of. */
public interface MadeUp {

    /** The SQL condition of the rows of {@code erp_posting} that no ERP gets; empty: every row may go. */
    Optional<String> withheldPostings();

    /** The SQL condition of the rows of {@code payment} that no provider is asked about; empty: every row may be. */
    Optional<String> withheldPayments();

    /** Whether reports hold what is made up, so that they are mailed to nobody. */
    boolean withholdsReports();
}
