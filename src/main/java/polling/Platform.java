package polling;

import channels.ApiAnswer;
import channels.ApiRequest;
import channels.ShopAccess;
import channels.TokenSource;
import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** What a marketplace's API can tell: changes since the last poll, the orders of a range of dates, one order. */
interface Platform extends TokenSource {

    Duration TOKEN_MAX = Duration.ofDays(365);

    /** Time between two polls unless the configuration says otherwise. */
    Duration every();

    /** The configuration keys that polling this shop lacks, for a person; empty when it has all. */
    Optional<String> lacks(ShopAccess shop);

    /** What has changed since {@code cursor}. */
    Poll changes(ShopAccess shop, Progress cursor);

    /** The orders made in a range of time, as they are now. */
    Poll range(ShopAccess shop, Instant from, Instant to, Progress progress);

    /** Whether events of this channel are thin, so that an order's details are fetched by {@link #details}. */
    default boolean thin() {
        return false;
    }

    /**
     * One order, as raw messages of the channel.
     *
     * @param api sends a request, in its turn
     * @throws channels.PlatformException when the platform refuses or is down
     */
    default List<byte[]> details(ShopAccess shop, String orderId, Function<ApiRequest, ApiAnswer> api) {
        throw new UnsupportedOperationException(channel() + " tells all in its events");
    }

    /** When the token of an OAuth answer ends, after a year at the latest: its {@code expires_in} is in seconds; null when it tells none. */
    static Instant end(JsonNode answer, Instant now) {
        long seconds = answer.path("expires_in").asLong();
        return seconds > 0 ? now.plusSeconds(Math.min(seconds, TOKEN_MAX.toSeconds())) : null;
    }
}
