package webhook;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import channels.ChannelsConfig;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.quarkus.runtime.configuration.MemorySize;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import mappings.MappingRegistry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tally.Tally;

/** What the start and the metrics say of keys that fit no channel, and of clocks that do not agree. */
class KeysAndClocksTest {

    private static final String CHANNEL = """
        channel: acme
        signature:
          scheme: standard-webhooks
        shop: id(.shop)
        order: id(.order)
        events:
          - otherwise: ignore
        """;
    /** The example of Standard Webhooks' own documentation, of the year 2021. */
    private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    private static final String BODY = "{\"test\": 2432232314}";
    private static final Map<String, String> HEADERS = Map.of("webhook-id", "msg_p5jXN8AQM9LWM0D4loKWxJek", "webhook-timestamp", "1614265330",
        "webhook-signature", "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");

    @TempDir
    Path root;

    private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();

    @Test
    void theStartNamesKeysOfAChannelThatHasNoFolder() throws IOException {
        // Given
        List<String> said = new ArrayList<>();
        Handler handler = handler(said);
        Logger log = Logger.getLogger(WebhookReceiver.class.getName());
        WebhookReceiver receiver = receiver();
        log.addHandler(handler);

        // When
        receiver.open();

        // Then
        log.removeHandler(handler);
        assertThat(said).contains("ordersync.channels.shopx.* is set and there is no folder mappings/shopx")
            .noneMatch(line -> line.contains("value-of-shopx")).noneMatch(line -> line.contains("mappings/acme"));
    }

    @Test
    void aMessageOfOldIsRefusedLikeAForgedOneAndCountedApart() throws IOException {
        // Given
        WebhookReceiver receiver = receiver();

        // When
        Reception old = receive(receiver, HEADERS::get);
        Reception forged = receive(receiver, name -> name.equals("webhook-signature") ? "v1,AAAA" : HEADERS.get(name));

        // Then
        assertThat(((Reception.Refused) old).reply().status()).isEqualTo(401);
        assertThat(((Reception.Refused) old).reply().body()).isEqualTo(((Reception.Refused) forged).reply().body());
        assertThat(metrics.counter("ordersync.rejected", "channel", "acme", "reason", "timestamp").count()).isEqualTo(1);
        assertThat(metrics.counter("ordersync.rejected", "channel", "acme", "reason", "signature").count()).isEqualTo(1);
    }

    private static Reception receive(WebhookReceiver receiver, UnaryOperator<String> headers) {
        return receiver.receive(new WebhookRequest("POST", List.of("acme"), headers, BODY.getBytes(UTF_8), "test", Instant.EPOCH, 0));
    }

    private WebhookReceiver receiver() throws IOException {
        Path folder = Files.createDirectories(root.resolve("acme"));
        Files.writeString(folder.resolve("status.csv"), "word,status,note\nnew,PENDING,\n");
        Files.writeString(folder.resolve("channel.yaml"), CHANNEL);
        SmallRyeConfig config = new SmallRyeConfigBuilder().withMapping(ChannelsConfig.class).withMapping(WebhookConfig.class)
            .withSources(new PropertiesConfigSource(Map.of("ordersync.channels.acme.secrets", SECRET, "ordersync.channels.shopx.secrets", "value-of-shopx"), "test", 100)).build();
        return new WebhookReceiver(MappingRegistry.of(root, false), config.getConfigMapping(ChannelsConfig.class), config.getConfigMapping(WebhookConfig.class),
            new WebhookMetrics(metrics, new Tally(null)), new MemorySize(BigInteger.valueOf(1 << 20)));
    }

    private static Handler handler(List<String> said) {
        return new Handler() {
            @Override
            public void publish(LogRecord line) {
                said.add(line.getMessage());
            }

            @Override
            public void flush() { }

            @Override
            public void close() { }
        };
    }
}
