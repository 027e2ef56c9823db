package finance.erp;

import finance.MadeUp;
import java.util.Optional;

/** What a test has as made up. */
record Withheld(Optional<String> withheldPostings) implements MadeUp {

    static final Withheld NOTHING = new Withheld(Optional.empty());

    @Override
    public Optional<String> withheldPayments() {
        return Optional.empty();
    }

    @Override
    public boolean withholdsReports() {
        return false;
    }
}
