package polling;

import channels.ApiAnswer;
import channels.ApiRequest;
import channels.PlatformException;
import channels.ShopAccess;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Reads a platform that answers for a limited range of dates, window by window, each to its last page. Pages come in no
 * promised order, so the cursor moves behind a window as a whole.
 */
final class WindowedPoll implements Poll {

    /** What a platform has in one window, page by page. */
    interface Pages {

        /**
         * @param token what the page before told of this one, null for the first
         * @param size  how many orders it may have
         */
        ApiRequest request(Instant from, Instant to, String token, int size);

        /** The fewest orders that a page may be asked for. */
        int smallest();

        Page read(ApiRequest request, ApiAnswer answer);
    }

    /**
     * @param latest the latest time the orders of the page tell; empty when the cursor is not theirs to move
     * @param next   the token of the page behind it; empty when it is the last
     */
    record Page(List<byte[]> messages, Optional<Instant> latest, Optional<String> next) { }

    /** The most that Tiki and Sendo give at once. */
    static final int PAGE = 50;

    private final Pages pages;
    private final ShopAccess shop;
    private final Instant to;
    private final Duration window;
    private final Progress progress;
    /** Whether the end of a window is itself a position: true of a range, false of changes, which an empty page never moves. */
    private final boolean range;
    private Instant from;
    private String token;
    private int size = PAGE;
    private ApiRequest sent;
    private Page page;
    private Instant latest;
    private int taken;
    private boolean more = true;

    /** The orders of a range of dates. */
    WindowedPoll(Pages pages, ShopAccess shop, Instant from, Instant to, Duration window, Progress progress) {
        this(pages, shop, progress.position().map(Instant::parse).orElse(from), to, window, progress, true);
    }

    private WindowedPoll(Pages pages, ShopAccess shop, Instant from, Instant to, Duration window, Progress progress, boolean range) {
        this.pages = pages;
        this.shop = shop;
        this.from = from;
        this.to = to;
        this.window = window;
        this.progress = progress;
        this.range = range;
        this.latest = range ? null : progress.position().map(Instant::parse).orElse(null);
    }

    /** What changed from {@code from} to {@code now}. */
    static WindowedPoll changes(Pages pages, ShopAccess shop, Instant from, Instant now, Duration window, Progress cursor) {
        return new WindowedPoll(pages, shop, from, now, window, cursor, false);
    }

    @Override
    public boolean more() {
        return more;
    }

    @Override
    public ApiRequest next() {
        sent = pages.request(from, windowEnd(), token, size);
        return sent;
    }

    @Override
    public List<byte[]> read(ApiAnswer answer) {
        page = pages.read(sent, answer);
        return page.messages();
    }

    /** Reads the window anew, in smaller pages: where a page begins hangs on the size of those before it. */
    @Override
    public List<byte[]> tooLong() {
        if (size == pages.smallest()) {
            throw new PlatformException(shop + " " + sent + " was answered with more than 4 MiB for a page of " + size);
        }
        size = Math.max(pages.smallest(), size / 2);
        token = null;
        taken = 0;
        return List.of();
    }

    @Override
    public void taken() {
        taken += page.messages().size();
        if (page.latest().isPresent() && (latest == null || page.latest().get().isAfter(latest))) {
            latest = page.latest().get().isBefore(to) ? page.latest().get() : to;   // a clock ahead must not skip what comes
        }
        token = page.next().orElse(null);
        if (token == null) {
            windowTaken();
        }
    }

    private void windowTaken() {
        Instant end = windowEnd();
        if (range) {
            progress.moveTo(end.toString(), taken);
        } else if (taken > 0 && latest != null) {
            progress.moveTo(latest.toString(), taken);
        }
        taken = 0;
        from = end;
        more = from.isBefore(to);
        if (!more) {
            progress.end();
        }
    }

    private Instant windowEnd() {
        Instant end = from.plus(window);
        return end.isBefore(to) ? end : to;
    }

    @Override
    public String toString() {
        return shop + " from " + from;
    }
}
