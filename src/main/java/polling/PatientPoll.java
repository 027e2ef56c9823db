package polling;

import channels.ApiAnswer;
import channels.ApiRequest;
import channels.PlatformException;
import channels.ShopAccess;
import channels.TokenStore;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Supplier;

/**
 * A poll that keeps to the platform's rate, asks again a second later when it is told to, and once more with a new
 * token when the old one is refused.
 */
final class PatientPoll implements Poll {

    private static final int MAX_RETRIES = 5;
    private static final int MAX_CALLS = 10_000;
    /** Lazada: "retry next second". */
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final Poll poll;
    private final Progress progress;
    private final ShopAccess shop;
    private final CallBudget budget;
    private final TokenStore tokens;
    private String token;
    private boolean renewed;
    private boolean answered;
    private int retries;
    private int calls;

    PatientPoll(Poll poll, Progress progress, ShopAccess shop, CallBudget budget, TokenStore tokens) {
        this.poll = poll;
        this.progress = progress;
        this.shop = shop;
        this.budget = budget;
        this.tokens = tokens;
    }

    /** A run ends after so many calls whatever is left; the next one goes on. */
    @Override
    public boolean more() {
        return poll.more() && calls < MAX_CALLS;
    }

    @Override
    public ApiRequest next() {
        calls++;
        budget.take(shop);
        return orReport(() -> {
            token = tokens.access(shop);
            return poll.next();
        });
    }

    @Override
    public List<byte[]> read(ApiAnswer answer) {
        return orReport(() -> {
            try {
                List<byte[]> messages = poll.read(answer);
                answered = true;
                retries = 0;
                return messages;
            } catch (PlatformException.TooManyCalls e) {
                if (retries++ == MAX_RETRIES) {
                    throw e;
                }
                LockSupport.parkNanos(PAUSE.toNanos());
            } catch (PlatformException.TokenRefused e) {
                if (renewed) {
                    throw e;
                }
                tokens.renew(shop, token);
                renewed = true;
            }
            answered = false;
            return List.of();
        });
    }

    @Override
    public List<byte[]> tooLong() {
        return orReport(() -> {
            List<byte[]> messages = poll.tooLong();
            answered = !messages.isEmpty();
            return messages;
        });
    }

    @Override
    public void unanswered(PlatformException.Down problem) {
        progress.failed(problem);
    }

    @Override
    public void taken() {
        if (answered) {
            poll.taken();
        }
    }

    private <T> T orReport(Supplier<T> step) {
        try {
            return step.get();
        } catch (PlatformException e) {
            progress.failed(e);
            throw e;
        }
    }
}
