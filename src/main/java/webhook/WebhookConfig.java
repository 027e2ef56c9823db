package webhook;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.util.List;

/** The webhook edge: {@code ordersync.webhook.*} */
@ConfigMapping(prefix = "ordersync.webhook")
public interface WebhookConfig {

    /** The sender's headers that go along with a message, lower case; all others are dropped. Never name a credential. */
    @WithDefault("content-type,user-agent,webhook-id,webhook-timestamp,x-shopify-topic,x-shopify-shop-domain,"
        + "x-shopify-webhook-id,x-shopify-triggered-at,square-environment,square-retry-number")
    List<String> keepHeaders();

    /** Requests of one address a second that may fail verification with 401; more get 429. */
    @WithDefault("100")
    int failuresPerSecond();

    /** Addresses whose failures are counted at a time. */
    @WithDefault("10000")
    int trackedSources();
}
