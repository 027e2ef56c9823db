package channels;

import java.time.Instant;
import java.util.Optional;

/** Where a platform's access tokens come from. */
public interface TokenSource {

    /** Name of the channel's folder. */
    String channel();

    /** The token the configuration itself carries, to begin with; empty where every token is asked for. */
    default Optional<Grant> configured(ShopAccess shop) {
        return Optional.empty();
    }

    /**
     * Asks the platform for a token.
     *
     * @param refreshToken the one of the last grant, null when there is none
     * @throws PlatformException when the platform refuses or is down
     */
    Grant grant(ShopAccess shop, String refreshToken);

    /**
     * @param refreshToken null where a platform has none
     * @param expiresAt    of the access token, UTC; null when unknown
     */
    record Grant(String accessToken, String refreshToken, Instant expiresAt) {

        /** Keeps the tokens out of every log. */
        @Override
        public String toString() {
            return "Grant[until " + expiresAt + "]";
        }
    }
}
