package polling;

import channels.ApiAnswer;
import channels.ApiRequest;
import channels.PlatformException;
import channels.ShopAccess;
import channels.TokenStore;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Named;
import java.io.IOException;
import java.util.List;
import org.jboss.logging.Logger;
import tally.Tally;

/** What the source Kamelets call, a step each; the registry knows it as {@code shopPolls}. */
@ApplicationScoped
@Named("shopPolls")
public class ShopPolls {

    private static final Logger LOG = Logger.getLogger(ShopPolls.class);

    /** The work of a Kamelet that looks for changes. */
    public static final String CHANGES = "changes";
    /** The work of a Kamelet that goes through the ranges of {@link Backfills}. */
    public static final String BACKFILL = "backfill";

    private final PolledShops shops;
    private final PollCursors cursors;
    private final Backfills backfills;
    private final CallBudget budget;
    private final TokenStore tokens;
    private final MeterRegistry meters;
    private final Tally tally;

    ShopPolls(PolledShops shops, PollCursors cursors, Backfills backfills, CallBudget budget, TokenStore tokens,
              MeterRegistry meters, Tally tally) {
        this.shops = shops;
        this.cursors = cursors;
        this.backfills = backfills;
        this.budget = budget;
        this.tokens = tokens;
        this.meters = meters;
        this.tally = tally;
    }

    /**
     * Begins where the last run came to.
     *
     * @param work {@link #CHANGES} or {@link #BACKFILL}
     * @throws IllegalArgumentException when this configuration does not poll the shop
     */
    public Poll begin(String channel, String shop, String work) {
        ShopAccess access = shops.find(channel, shop).orElseThrow(() -> new IllegalArgumentException(
            channel + ":" + shop + " is not among the shops to poll; see ordersync.channels." + channel + ".shops"));
        Platform platform = shops.platform(access);
        if (work.equals(BACKFILL)) {
            return backfills.next(access).map(range -> {
                Progress progress = backfills.progress(range);
                return patient(platform.range(access, range.from(), range.to(), progress), progress, access);
            }).orElse(NOTHING);
        }
        Progress cursor = cursors.of(access);
        return patient(platform.changes(access, cursor), cursor, access);
    }

    /**
     * A run ended in an error; its cursor is where the last page that was taken left it.
     *
     * @param poll null when it had not begun
     */
    public void failed(String channel, String shop, String work, Poll poll, Exception problem) {
        meters.counter("ordersync_poll_failed", "channel", channel, "shop", shop).increment();
        tally.add(Tally.Kind.POLLED, channel, "failed", 1);
        LOG.warnf("%s:%s: a run for %s failed, the next goes on where it was: %s", channel, shop, work, said(problem));
        if (poll != null && problem instanceof IOException) {
            poll.unanswered(new PlatformException.Down("%s:%s got no answer: %s".formatted(channel, shop, said(problem)), problem));
        }
    }

    /** What the outermost of a failure's causes says in its own words; of an address, nothing behind the ?, where tokens are. */
    static String said(Throwable problem) {
        Throwable cause = problem.getCause();
        boolean saysNothing = problem.getMessage() == null || cause != null && problem.getMessage().equals(cause.toString());
        if (cause != null && saysNothing) {
            return said(cause);
        }
        String message = saysNothing ? problem.getClass().getSimpleName() : problem.getMessage();
        return message.replaceAll("\\?\\S+", "?…");
    }

    public List<byte[]> read(Poll poll, int status, byte[] body) {
        return poll.read(new ApiAnswer(status, body));
    }

    public List<byte[]> tooLong(Poll poll) {
        return poll.tooLong();
    }

    public void taken(Poll poll) {
        poll.taken();
    }

    public ApiRequest next(Poll poll) {
        return poll.next();
    }

    private Poll patient(Poll poll, Progress progress, ShopAccess shop) {
        return new PatientPoll(poll, progress, shop, budget, tokens);
    }

    private static final Poll NOTHING = new Poll() {
        @Override
        public boolean more() {
            return false;
        }

        @Override
        public ApiRequest next() {
            throw new IllegalStateException("There is nothing to fetch");
        }

        @Override
        public List<byte[]> read(ApiAnswer answer) {
            return List.of();
        }

        @Override
        public void taken() {
        }
    };
}
