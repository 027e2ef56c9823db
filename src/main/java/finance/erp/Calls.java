package finance.erp;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;

/** What a call means for its postings, whichever ERP it goes to. */
@ApplicationScoped
class Calls {

    private final ErpConfig config;
    private final Patience patience;
    private final ErpOutboxes outboxes;

    Calls(ErpConfig config, Patience patience, ErpOutboxes outboxes) {
        this.config = config;
        this.patience = patience;
        this.outboxes = outboxes;
    }

    /** A call that got no answer. What surely was not sent goes out again; of anything else nobody knows. */
    Answer failed(Call call, Exception failure) {
        String why = Failures.words(failure);
        if (!call.isSend()) {
            return Answer.unknown(each(call, posting -> stillInDoubt(posting, why)));
        }
        if (failure instanceof CallNotMadeException) {
            return Answer.unknown(each(call, posting -> PostingOutcome.unsent(posting, why)));
        }
        return Answer.down(each(call, posting -> Failures.isUnsent(failure) ? PostingOutcome.unsent(posting, why) : inDoubt(posting, why)));
    }

    PostingOutcome inDoubt(Posting posting, String why) {
        return PostingOutcome.inDoubt(posting, why, patience.inDoubt());
    }

    /** The ERP was asked and did not say: why it came into doubt stays the reason. */
    PostingOutcome stillInDoubt(Posting posting, String why) {
        return inDoubt(posting, first(posting) + "; asked: " + why);
    }

    /**
     * The ERP says that it has not booked it: it is sent again, unless that has been tried often enough and others were taken
     * meanwhile. As long as it may still be booking, that it has not says nothing.
     */
    PostingOutcome notThere(Posting posting) {
        Duration bookingLeft = longestBooking(posting.erp()).minus(posting.sinceSent());
        if (bookingLeft.compareTo(Duration.ZERO) > 0) {
            return PostingOutcome.inDoubt(posting, first(posting) + "; asked: not booked, and may still be", bookingLeft);
        }
        if (posting.attempts() >= config.attempts() && outboxes.of(posting.erp()).hasConfirmedSince(posting.sentAt())) {
            return PostingOutcome.refused(posting, "sent " + posting.attempts() + " times, and the ERP, which took others, has not booked it: " + posting.reason());
        }
        return PostingOutcome.again(posting, "the ERP has not booked it; " + posting.reason(), patience.backoff(posting.attempts()));
    }

    /** The ERP took the call and refuses it for what it is, not for what it says: sent alone, it shows which posting it is. */
    PostingOutcome spoilt(Call call, Posting posting, String why) {
        return call.postings().size() == 1 ? PostingOutcome.refused(posting, why) : PostingOutcome.again(posting, why, patience.backoff(1));
    }

    /** Of SAP it is known only of itself; any other ERP is not asked before it must have finished. */
    private Duration longestBooking(Erp erp) {
        return erp == Erp.SAP ? config.sap().inDoubtAfter() : Duration.ZERO;
    }

    /** Why it came into doubt. */
    private static String first(Posting posting) {
        return posting.reason() == null ? "" : posting.reason().split("; asked: ", 2)[0];
    }

    static List<PostingOutcome> each(Call call, Function<Posting, PostingOutcome> outcome) {
        return call.postings().stream().map(outcome).toList();
    }
}
