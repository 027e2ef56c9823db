package webhook;

import channels.Channel;
import channels.ChannelOffException;
import channels.ChannelsConfig;
import channels.RawMessage;
import channels.SignatureVerdict;
import channels.SignatureVerifier;
import com.github.benmanes.caffeine.cache.Ticker;
import http.Reply;
import io.quarkus.runtime.configuration.MemorySize;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import mappings.ChannelMapping;
import mappings.MappingRegistry;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/**
 * Decides on a webhook: limit, verify, and only then read where it belongs. What it refuses has cost no parsing, no
 * database and no Kafka.
 */
@ApplicationScoped
public class WebhookReceiver {

    private static final Logger LOG = Logger.getLogger(WebhookReceiver.class);
    /** Whom {@code POST /webhook} means. */
    private static final String STANDARD = "standard";

    private final MappingRegistry mappings;
    private final ChannelsConfig channels;
    private final WebhookConfig config;
    private final WebhookMetrics metrics;
    private final long limitBytes;
    private final FailedVerifications failures;
    /** By the channel's name; what its file and its keys said when its verifier was made may be something else by now. */
    private final Map<String, Door> doors = new ConcurrentHashMap<>();

    /** A channel as it talks; it is on where there is a verifier. */
    private record Door(Channel channel, ChannelsConfig.ChannelConfig keys, Optional<SignatureVerifier> verifier) {

        boolean isOf(Channel channelNow, ChannelsConfig.ChannelConfig keysNow) {
            return keys == keysNow && channel.equals(channelNow);
        }
    }

    WebhookReceiver(MappingRegistry mappings, ChannelsConfig channels, WebhookConfig config, WebhookMetrics metrics,
                    @ConfigProperty(name = "quarkus.http.limits.max-body-size") MemorySize limit) {
        this.mappings = mappings;
        this.channels = channels;
        this.config = config;
        this.metrics = metrics;
        this.limitBytes = limit.asLongValue();
        this.failures = new FailedVerifications(config.failuresPerSecond(), config.trackedSources(), Ticker.systemTicker());
    }

    /**
     * Says in the log which channels are on, which are off and why, and which keys are of no channel that there is. For the start:
     * nobody makes this bean before its first use.
     */
    public void open() {
        mappings.all().forEach(mapping -> doors.put(mapping.channel().name(), door(mapping.channel(), keys(mapping.channel()))));
        channels.channels().keySet().stream().filter(name -> mappings.find(name).isEmpty()).sorted()
            .forEach(name -> LOG.warn("ordersync.channels." + name + ".* is set and there is no folder mappings/" + name));
    }

    private ChannelsConfig.ChannelConfig keys(Channel channel) {
        return channels.channels().get(channel.name());
    }

    private static Door door(Channel channel, ChannelsConfig.ChannelConfig keys) {
        if (!channel.webhook()) {
            return new Door(channel, keys, Optional.empty());
        }
        try {
            SignatureVerifier verifier = SignatureVerifier.of(channel, Optional.ofNullable(keys), Clock.systemUTC());
            LOG.infof("%s: webhook is on at POST /webhook/%s%s", channel.name(), channel.name(), verifier.wantsPathToken() ? "/{path-token}" : "");
            return new Door(channel, keys, Optional.of(verifier));
        } catch (ChannelOffException e) {
            LOG.warn(e.getMessage());
            return new Door(channel, keys, Optional.empty());
        }
    }

    /** Empty where the channel is off. */
    private Optional<SignatureVerifier> verifier(Channel channel) {
        ChannelsConfig.ChannelConfig keys = keys(channel);
        Door door = doors.get(channel.name());
        if (door == null || !door.isOf(channel, keys)) {
            door = doors.compute(channel.name(), (name, made) -> made != null && made.isOf(channel, keys) ? made : door(channel, keys));
        }
        return door.verifier;
    }

    /** Decides on a request; the answer to an accepted one is owed once its message is on disk. */
    public Reception receive(WebhookRequest request) {
        List<String> path = request.path();
        ChannelMapping mapping = mappings.find(path.isEmpty() ? STANDARD : path.get(0)).orElse(null);
        SignatureVerifier verifier = mapping == null ? null : verifier(mapping.channel()).orElse(null);
        if (verifier == null || path.size() > (verifier.wantsPathToken() ? 2 : 1)) {
            return refused(WebhookMetrics.UNKNOWN, "unknown_channel", Reply.problem(404,
                "No channel takes webhooks at this address. The log of the start says which channels are on."));
        }
        String channel = mapping.channel().name();
        if (!request.method().equals("POST")) {
            return refused(channel, "method", Reply.problem(405, "A webhook is sent with POST.").with("Allow", "POST"));
        }
        if (request.body() == null) {
            return refused(channel, "too_large", Reply.tooLarge(limitBytes));
        }
        SignatureVerdict verdict = verdict(request, verifier);
        if (verdict != SignatureVerdict.GENUINE) {
            return unverified(request, channel, verdict);
        }
        return new Reception.Accepted(message(request, mapping), mapping.channel().acknowledge(), request.startedNanos());
    }

    private static SignatureVerdict verdict(WebhookRequest request, SignatureVerifier verifier) {
        if (verifier.wantsPathToken()) {
            return request.path().size() == 2 && verifier.acceptsToken(request.path().get(1)) ? SignatureVerdict.GENUINE : SignatureVerdict.FORGED;
        }
        return verifier.verdict(request.body(), request.headers());
    }

    private RawMessage message(WebhookRequest request, ChannelMapping mapping) {
        Map<String, String> headers = new HashMap<>();
        for (String name : config.keepHeaders()) {
            String value = request.headers().apply(name);
            if (value != null) {
                headers.put(name, value);
            }
        }
        return new RawMessage(mapping.channel().name(), mapping.key(request.body()), request.body(), headers,
            request.receivedAt(), RawMessage.Source.WEBHOOK, null);
    }

    private Reception unverified(WebhookRequest request, String channel, SignatureVerdict verdict) {
        if (failures.isTooMany(request.source())) {
            return refused(channel, "throttled", Reply.problem(429, "More than " + config.failuresPerSecond()
                + " requests a second of this address failed verification.").with("Retry-After", "1"));
        }
        // The answer is the same: who sends a message of others again is not told what was wrong with it.
        return refused(channel, verdict == SignatureVerdict.OFF_TIME ? "timestamp" : "signature", Reply.problem(401, "The signature or the path token is missing or wrong. "
            + "A signature covers the body byte for byte."));
    }

    private Reception refused(String channel, String reason, Reply reply) {
        metrics.rejected(channel, reason);
        return new Reception.Refused(reply);
    }
}
