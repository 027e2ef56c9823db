package finance.erp;

import java.time.Duration;

/**
 * What a call did to one posting.
 *
 * @param detail         why, in the ERP's own words where it has some; null: there is nothing to add
 * @param documentNumber the ERP's; null: none
 * @param delay          until it is looked at again
 * @param isUnsent       whether the ERP surely never had the call, which then was no attempt
 */
public record PostingOutcome(Posting posting, Status status, String detail, String documentNumber, Duration delay, boolean isUnsent) {

    private static final int MAX_DOCUMENT_NUMBER = 100;

    static PostingOutcome confirmed(Posting posting, String documentNumber, String detail) {
        return new PostingOutcome(posting, Status.CONFIRMED, Words.bounded(detail), Words.bounded(documentNumber, MAX_DOCUMENT_NUMBER), Duration.ZERO, false);
    }

    static PostingOutcome refused(Posting posting, String why) {
        return new PostingOutcome(posting, Status.REFUSED, Words.bounded(why), null, Duration.ZERO, false);
    }

    /** @param delay until the ERP is asked */
    static PostingOutcome inDoubt(Posting posting, String why, Duration delay) {
        return new PostingOutcome(posting, Status.IN_DOUBT, Words.bounded(why), null, delay, false);
    }

    /** The ERP never had it: it goes out again as if nothing had been. */
    static PostingOutcome unsent(Posting posting, String why) {
        return new PostingOutcome(posting, Status.CREATED, Words.bounded(why), null, Duration.ZERO, true);
    }

    /** The ERP has not booked it, and may book it another time. */
    static PostingOutcome again(Posting posting, String why, Duration delay) {
        return new PostingOutcome(posting, Status.CREATED, Words.bounded(why), null, delay, false);
    }
}
