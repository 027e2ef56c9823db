package finance.erp;

import java.time.Duration;
import java.util.List;

/**
 * What came of a call.
 *
 * @param health what the call tells of the ERP as a whole
 * @param pause  how long the ERP asks to be left alone; zero: it does not
 */
public record Answer(List<PostingOutcome> outcomes, Health health, Duration pause) {

    /** Whether an ERP is there. */
    public enum Health { UP, DOWN, UNKNOWN }

    static Answer up(List<PostingOutcome> outcomes) {
        return new Answer(outcomes, Health.UP, Duration.ZERO);
    }

    static Answer down(List<PostingOutcome> outcomes) {
        return down(outcomes, Duration.ZERO);
    }

    static Answer down(List<PostingOutcome> outcomes, Duration pause) {
        return new Answer(outcomes, Health.DOWN, pause);
    }

    /** A question or a call not made says nothing of whether postings would be taken. */
    static Answer unknown(List<PostingOutcome> outcomes) {
        return new Answer(outcomes, Health.UNKNOWN, Duration.ZERO);
    }
}
