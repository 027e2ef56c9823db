package channels;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithConverter;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithParentName;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What a channel needs to know that is not in its folder: keys, secrets, shops. {@code ordersync.channels.<channel>.*} */
@ConfigMapping(prefix = "ordersync.channels")
public interface ChannelsConfig {

    /** By the name of the channel's folder. */
    @WithParentName
    Map<String, ChannelConfig> channels();

    /** One channel. Without what its signature scheme needs, the channel is off and its address answers 404. */
    interface ChannelConfig {

        /** The application's public key or id at the platform, where its signature covers one. */
        Optional<String> appKey();

        /** The shared secrets that sign what comes in; two live at once while one is being rotated out. */
        Optional<List<String>> secrets();

        /** The unguessable last part of the address of a channel that signs nothing, of 32 characters or more: {@code POST /webhook/{channel}/{path-token}}. */
        Optional<String> pathToken();

        /** The address registered at the platform, byte for byte, where its signature covers one. */
        Optional<String> notificationUrl();

        /** Base address of the platform's API; its polling is off without one. */
        Optional<@WithConverter(BaseAddress.class) String> apiUrl();

        /** Base address of the platform's token service. */
        Optional<@WithConverter(BaseAddress.class) String> authUrl();

        /** Calls a second to the platform's API, all of this channel's shops together. */
        @WithDefault("5")
        int callsPerSecond();

        /** Time between two polls of a shop; 5 minutes for marketplaces that send webhooks, 10 seconds for Tiki. */
        Optional<Duration> pollEvery();

        /** A channel that sent no webhook for so long is shown as silent; {@code ordersync.overview.silent-after} where it is not set. */
        Optional<Duration> silentAfter();

        /** The shops to poll, by the platform's shop id. */
        Map<String, ShopConfig> shops();
    }

    /** The credentials of one shop at one platform; which of them a platform needs is said in docs/operate.md. */
    interface ShopConfig {

        /** A first access token; once stored, the stored one counts. */
        Optional<String> accessToken();

        /** A first refresh token; once stored, the stored one counts. */
        Optional<String> refreshToken();

        /** OAuth 2 client id (Tiki) or shop key (Sendo). */
        Optional<String> clientId();

        /** OAuth 2 client secret (Tiki), secret key (Sendo) or application secret of the API (Lazada). */
        Optional<String> clientSecret();

        /** Code of the event queue (Tiki). */
        Optional<String> queue();

        /** OAuth 2 scopes to ask for, with blanks between them (Tiki); without it the platform gives those of the client. */
        Optional<String> scope();
    }
}
