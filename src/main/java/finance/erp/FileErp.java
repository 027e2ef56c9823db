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
 * What the Kamelet erp-file-sink calls. A file is written under a name that nobody reads; then it is noted which posting is on
 * which line of it, and only then is it renamed. So what is not noted was never delivered, and of what is noted the directory
 * knows: as long as the unfinished name is there, the file was not delivered. Whoever finds it so renames it out of the way,
 * which of him and a writer who is still at it only one can.
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
        Map<String, Boolean> delivered = new HashMap<>();
        List<Outcome> outcomes = new ArrayList<>();
        for (Posting posting : call.postings()) {
            String number = posting.documentNumber();
            boolean isDelivered = number != null && delivered.computeIfAbsent(PostingFile.fileOf(number), this::isDelivered);
            outcomes.add(isDelivered ? Outcome.confirmed(posting, number, "the file was delivered") : calls.notThere(posting));
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
        List<Outcome> outcomes = Calls.each(call, posting -> {
            try {
                Breakdown.of(posting);
                return Outcome.unsent(posting, Failures.words(failure));
            } catch (UnwritableException e) {
                return Outcome.refused(posting, e.getMessage());
            }
        });
        boolean isOurs = outcomes.stream().anyMatch(outcome -> outcome.status() == Status.REFUSED);
        return isOurs ? Answer.unknown(outcomes) : Answer.down(outcomes);
    }

    private boolean isDelivered(String name) {
        if (directory.holds(PostingFile.abandoned(name))) {
            return false;
        }
        if (!directory.holds(PostingFile.part(name))) {
            return true;
        }
        directory.rename(PostingFile.part(name), PostingFile.abandoned(name));
        return false;
    }

    private static List<Outcome> confirmed(Call call, PostingFile file) {
        List<String> numbers = file.numbers();
        return IntStream.range(0, numbers.size()).mapToObj(i -> Outcome.confirmed(call.postings().get(i), numbers.get(i), null)).toList();
    }

    private PostingFile file(Call call) {
        return PostingFile.of(call.postings(), LocalDate.ofInstant(call.postings().get(0).sentAt(), config.zone()));
    }
}
