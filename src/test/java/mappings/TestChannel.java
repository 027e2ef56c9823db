package mappings;

import channels.RawMessage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Comparator;
import java.util.Map;
import java.util.stream.Stream;

/** A channel's folder that a test writes into a directory of its own: a small shop that works, until the test changes a file. */
final class TestChannel {

    static final String YAML = """
        channel: corner-shop
        signature:
          header: X-Signature
          algorithm: HmacSHA1
          encoding: "sha1={hex}"
          signs: "{notification-url}{body}"
        acknowledge: 202
        shop: id(.shop)
        order: id(.order)
        events:
          - when: .kind == "order"
            map: order.jslt
          - when: .kind == "stock"
            ignore: stock
        """;
    static final String MAPPING = """
        {
          "event_id": event-id(.status, .at),
          "status": status(.status),
          "platform_status": id(.status),
          "timestamp": instant(.at)
        }
        """;
    static final String STATUSES = """
        word,status,note
        open,PENDING,
        gone,SHIPPED,
        """;

    private final Path root;
    private final Path folder;

    private TestChannel(Path root, String name) {
        this.root = root;
        this.folder = root.resolve(name);
    }

    static TestChannel in(Path root) {
        TestChannel channel = new TestChannel(root, "corner-shop");
        return channel.with("channel.yaml", YAML).with("order.jslt", MAPPING).with("status.csv", STATUSES);
    }

    TestChannel with(String file, String text) {
        try {
            Path path = folder.resolve(file);
            Files.createDirectories(path.getParent());
            Files.writeString(path, text);
            return this;
        } catch (IOException unwritable) {
            throw new UncheckedIOException(unwritable);
        }
    }

    /** One more folder beside it, with nothing in it. */
    void folder(String name) {
        try {
            Files.createDirectories(root.resolve(name));
        } catch (IOException unwritable) {
            throw new UncheckedIOException(unwritable);
        }
    }

    TestChannel without(String file) {
        try {
            Files.delete(folder.resolve(file));
            return this;
        } catch (IOException missing) {
            throw new UncheckedIOException(missing);
        }
    }

    /** Takes the folder away with all that is in it. */
    void remove() {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException missing) {
            throw new UncheckedIOException(missing);
        }
    }

    MappingRegistry registry() {
        return MappingRegistry.of(root, false);
    }

    ChannelMapping mapping() {
        return registry().find("corner-shop").orElseThrow();
    }

    Outcome map(String message) {
        return mapping().map(raw("corner-shop", message));
    }

    static RawMessage raw(String channel, String message) {
        return raw(channel, message.getBytes(StandardCharsets.UTF_8));
    }

    static RawMessage raw(String channel, byte[] message) {
        return new RawMessage(channel, null, message, Map.of(), Instant.parse("2026-12-31T00:00:00Z"), RawMessage.Source.WEBHOOK, null);
    }
}
