package polling;

import channels.PlatformClient;
import channels.ShopAccess;
import channels.TokenSource;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** What a marketplace's API can tell: changes since the last poll, the orders of a range of dates, one order. */
interface Platform extends TokenSource {

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
     * One order, as a raw message of the channel.
     *
     * @throws channels.PlatformException when the platform refuses or is down
     */
    default byte[] details(ShopAccess shop, String orderId, PlatformClient client) {
        throw new UnsupportedOperationException(channel() + " tells all in its events");
    }
}
