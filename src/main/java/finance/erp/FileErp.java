package finance.erp;

import finance.FinanceConfig;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Named;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * What the Kamelet erp-file-sink calls. A file is written under a name that nobody reads, and beside it a mark that stays; then
 * it is noted which posting is on which line of it, and only then is it renamed. So what is not noted was never delivered, and
 * of what is noted the directory knows: as long as the unfinished name is there, the file was not delivered. Whoever finds it so
 * renames it out of the way, which of him and a writer who is still at it only one can. A directory without the mark is not the
 * one that the file was written to, and proves nothing.
 */
@ApplicationScoped
@Named("fileErp")
public class FileErp {

    private final FinanceConfig config;
    private final Calls calls;
    private final PostingStore store;
    private final Directory directory;

    FileErp(FinanceConfig config, Calls calls, PostingStore store, Directory directory) {
        this.config = config;
        this.calls = calls;
        this.store = store;
        this.directory = directory;
    }

    /** What the directory says of a file. */
    private enum Delivery { DONE, NOT_DONE, UNKNOWN }

    /** A rename failed, and may have been done. */
    private static final class DeliveryException extends RuntimeException {
        DeliveryException(RuntimeException cause) {
            super(cause);
        }
    }

    /** What the file is called while it is written. */
    public String part(Call call) {
        return file(call).part();
    }

    /** Its CSV. */
    public byte[] content(Call call) {
        return file(call).content();
    }

    /** Delivers the file that was written: after this the ERP sees it. */
    public Answer deliver(Call call) {
        PostingFile file = file(call);
        List<String> numbers = file.numbers();
        directory.mark(mark(file.name()));
        if (store.noteNumbers(file.postings(), numbers) < numbers.size()) {
            throw new CallNotMadeException("writing the file took so long that its postings were taken back");
        }
        try {
            directory.rename(file.part(), file.name());
        } catch (RuntimeException e) {
            throw new DeliveryException(e);
        }
        return Answer.up(confirmed(call, file));
    }

    /** Finds out which of the postings were delivered, a file at a time. */
    public Answer ask(Call call) {
        Map<String, Delivery> deliveries = new HashMap<>();
        List<PostingOutcome> outcomes = new ArrayList<>();
        for (Posting posting : call.postings()) {
            String number = posting.documentNumber();
            Delivery delivery = number == null ? Delivery.NOT_DONE : deliveries.computeIfAbsent(PostingFile.fileOf(number), this::delivery);
            outcomes.add(switch (delivery) {
                case DONE -> PostingOutcome.confirmed(posting, number, "the file was delivered");
                case NOT_DONE -> calls.notThere(posting);
                case UNKNOWN -> calls.stillInDoubt(posting, "the directory has neither " + PostingFile.fileOf(number) + " nor what is left beside it: is it"
                    + " another than the file was written to, or not mounted?");
            });
        }
        return Answer.unknown(outcomes);
    }

    public Answer failed(Call call, Exception failure) {
        if (failure instanceof DeliveryException) {
            return Answer.down(Calls.each(call, posting -> calls.inDoubt(posting, Failures.words(failure))));
        }
        if (!call.isSend() || failure instanceof CallNotMadeException) {
            return calls.failed(call, failure);
        }
        return unwritten(call, failure);
    }

    /** What cannot be written is refused; the others go into the next file. */
    private Answer unwritten(Call call, Exception failure) {
        List<PostingOutcome> outcomes = Calls.each(call, posting -> {
            try {
                Breakdown.of(posting);
                return PostingOutcome.unsent(posting, Failures.words(failure));
            } catch (UnwritableException e) {
                return PostingOutcome.refused(posting, e.getMessage());
            }
        });
        boolean isOurs = outcomes.stream().anyMatch(outcome -> outcome.status() == Status.REFUSED);
        return isOurs ? Answer.unknown(outcomes) : Answer.down(outcomes);
    }

    /** Looked for in this order, so that a writer who is still at it cannot pass between two looks unseen. */
    private Delivery delivery(String name) {
        if (directory.holds(name)) {
            return Delivery.DONE;
        }
        if (directory.holds(PostingFile.abandoned(name))) {
            return Delivery.NOT_DONE;
        }
        if (directory.holds(PostingFile.part(name))) {
            directory.rename(PostingFile.part(name), PostingFile.abandoned(name));
            return Delivery.NOT_DONE;
        }
        return directory.holds(mark(name)) ? Delivery.DONE : Delivery.UNKNOWN;
    }

    /** What stays in the directory when the file is taken away from it. */
    private static String mark(String name) {
        return "." + name + ".begun";
    }

    private static List<PostingOutcome> confirmed(Call call, PostingFile file) {
        List<String> numbers = file.numbers();
        return IntStream.range(0, numbers.size()).mapToObj(i -> PostingOutcome.confirmed(call.postings().get(i), numbers.get(i), null)).toList();
    }

    private PostingFile file(Call call) {
        return PostingFile.of(call.postings(), LocalDate.ofInstant(call.postings().get(0).sentAt(), config.zone()));
    }
}
