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
import java.util.List;
import java.util.Map;
import mappings.MappingRegistry;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tally.Tally;

/** The edge asks for a channel's file with each message. */
class WebhookReloadTest {

    private static final String CHANNEL = """
        channel: acme
        acknowledge: 200
        shop: id(.shop)
        order: id(.order)
        events:
          - otherwise: ignore
        """;

    @TempDir
    Path root;

    @Test
    void anEditOfAChannelsFileCountsAtTheEdgeToo() throws IOException {
        // Given
        write("status.csv", "word,status,note\nnew,PENDING,\n");
        write("channel.yaml", CHANNEL);
        MappingRegistry mappings = MappingRegistry.of(root, true);
        WebhookReceiver receiver = receiver(mappings);
        assertThat(accepted(receiver, "old-token-0123456789-0123456789-0").message().key()).isEqualTo("acme:1:7");

        // When
        write("channel.yaml", CHANNEL.replace(".order", ".number").replace("200", "202"));
        mappings.refresh();

        // Then
        Reception.Accepted accepted = accepted(receiver, "old-token-0123456789-0123456789-0");
        assertThat(accepted.message().key()).isEqualTo("acme:1:8");
        assertThat(accepted.acknowledge()).isEqualTo(202);
    }

    private static Reception.Accepted accepted(WebhookReceiver receiver, String token) {
        Reception reception = receiver.receive(new WebhookRequest("POST", List.of("acme", token), name -> null,
            "{\"shop\":1,\"order\":7,\"number\":8}".getBytes(UTF_8), "test", Instant.EPOCH, 0));
        assertThat(reception).isInstanceOf(Reception.Accepted.class);
        return (Reception.Accepted) reception;
    }

    private static WebhookReceiver receiver(MappingRegistry mappings) {
        SmallRyeConfig config = new SmallRyeConfigBuilder().withMapping(ChannelsConfig.class).withMapping(WebhookConfig.class)
            .withSources(new PropertiesConfigSource(Map.of("ordersync.channels.acme.path-token", "old-token-0123456789-0123456789-0"), "test", 100)).build();
        WebhookReceiver receiver = new WebhookReceiver(mappings, config.getConfigMapping(ChannelsConfig.class),
            config.getConfigMapping(WebhookConfig.class), new WebhookMetrics(new SimpleMeterRegistry(), new Tally(null)), new MemorySize(BigInteger.valueOf(1 << 20)));
        receiver.open();
        return receiver;
    }

    private void write(String file, String text) throws IOException {
        Path path = root.resolve("acme").resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, text);
    }
}
