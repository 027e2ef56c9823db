package mappings;

import static org.assertj.core.api.Assertions.assertThat;

import channels.Channel;
import channels.Channel.BodyFormat;
import channels.RawMessage;
import channels.SignatureScheme;
import channels.SignatureScheme.Encoding;
import channels.SignatureScheme.Kind;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import mappings.Outcome.Canonical;
import mappings.Outcome.Ignored;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A new channel is a folder, and nothing else. */
class NewChannelTest {

    @TempDir
    private Path root;

    @Test
    void aFolderIsAChannel() {
        // Given
        TestChannel folder = TestChannel.in(root);
        // When
        Channel channel = folder.mapping().channel();
        // Then
        assertThat(channel).isEqualTo(new Channel("corner-shop", BodyFormat.JSON, List.of(new SignatureScheme(Kind.HMAC, "X-Signature",
            "HmacSHA1", Encoding.HEX, "sha1=", "", "{notification-url}{body}")), 202, true, false));
    }

    @Test
    void itsMessagesBecomeCanonical() {
        // Given
        ChannelMapping mapping = TestChannel.in(root).mapping();
        String message = "{\"kind\":\"order\",\"shop\":1,\"order\":\"A:7\",\"status\":\"OPEN\",\"at\":1600000000}";
        // When
        Outcome outcome = mapping.map(TestChannel.raw("corner-shop", message));
        // Then
        assertThat(outcome).isInstanceOfSatisfying(Canonical.class, canonical -> {
            assertThat(canonical.key()).isEqualTo("corner-shop:1:A:7").isEqualTo(mapping.key(message.getBytes(StandardCharsets.UTF_8)));
            assertThat(new String(canonical.json(), StandardCharsets.UTF_8)).isEqualTo("{\"event_id\":\"corner-shop:1:A\\\\:7:OPEN:1600000000\","
                + "\"platform\":\"corner-shop\",\"shop_id\":\"1\",\"order_id\":\"A:7\",\"status\":\"PENDING\",\"platform_status\":\"OPEN\","
                + "\"timestamp\":\"2020-09-13T12:26:40Z\",\"received_at\":\"2026-12-31T00:00:00Z\",\"source\":\"webhook\",\"mapping\":\"" + canonical.mapping() + "\"}");
            assertThat(canonical.mapping()).matches("corner-shop/order\\.jslt@[0-9a-f]{8}");
        });
    }

    @Test
    void aKindItPassesOverIsIgnored() {
        assertThat(TestChannel.in(root).map("{\"kind\":\"stock\"}")).isEqualTo(new Ignored("corner-shop", "stock"));
    }

    @Test
    void everyFileMayBeginWithAByteOrderMark() {
        // Given
        String message = "{\"kind\":\"order\",\"shop\":1,\"order\":7,\"status\":\"open\",\"at\":1600000000}";
        TestChannel folder = TestChannel.in(root).with("channel.yaml", "\uFEFF" + TestChannel.YAML).with("status.csv", "\uFEFF" + TestChannel.STATUSES)
            .with("order.jslt", "\uFEFF" + TestChannel.MAPPING);
        // When
        Outcome outcome = folder.map("\uFEFF" + message);
        // Then
        assertThat(outcome).isInstanceOf(Canonical.class);
    }

    @Test
    void aStatusMayStandInQuotes() {
        // Given
        TestChannel folder = TestChannel.in(root).with("status.csv", "\"word\",\"status\",\"note\"\n\"on its way, late\", SHIPPED ,\"says \"\"late\"\"\"\n");
        // When
        Outcome outcome = folder.map("{\"kind\":\"order\",\"shop\":1,\"order\":7,\"status\":\"On its way, late\",\"at\":1600000000}");
        // Then
        assertThat(outcome).isInstanceOf(Canonical.class);
    }

    @Test
    void jsonInsideAFormFieldIsUnwrapped() {
        // Given
        ChannelMapping mapping = TestChannel.in(root).with("channel.yaml", TestChannel.YAML + "body: form:payload\n").mapping();
        byte[] form = ("environment=prod&payload=%7B%22kind%22%3A%22order%22%2C%22shop%22%3A%22Caf%C3%A9+1%22%2C%22order%22%3A%22A7%22"
            + "%2C%22status%22%3A%22open%22%2C%22at%22%3A1600000000%7D").getBytes(StandardCharsets.UTF_8);
        // When
        Outcome outcome = mapping.map(TestChannel.raw("corner-shop", form));
        // Then
        assertThat(outcome).isInstanceOf(Canonical.class);
        assertThat(mapping.key(form)).isEqualTo("corner-shop:Café 1:A7");
    }

    @Test
    void theVersionOfAMappingChangesWithItAndItsStatuses() {
        // Given
        String message = "{\"kind\":\"order\",\"shop\":1,\"order\":7,\"status\":\"open\",\"at\":1600000000}";
        TestChannel folder = TestChannel.in(root);
        String first = folder.map(message).mapping();
        // When
        String second = folder.with("order.jslt", TestChannel.MAPPING + "\n// edited\n").map(message).mapping();
        String third = folder.with("status.csv", TestChannel.STATUSES + "lost,FAILED,\n").map(message).mapping();
        // Then
        assertThat(List.of(first, second, third)).doesNotHaveDuplicates();
    }

    @Test
    void aMappingReadsTheSendersHeadersAndTheSource() {
        // Given
        TestChannel folder = TestChannel.in(root).with("order.jslt", """
            {"event_id": event-id($headers."x-event", $source), "status": "PENDING", "platform_status": "x", "timestamp": instant(.at)}
            """);
        RawMessage raw = new RawMessage("corner-shop", null, "{\"kind\":\"order\",\"shop\":1,\"order\":7,\"at\":1}".getBytes(StandardCharsets.UTF_8),
            Map.of("x-event", "e1"), Instant.EPOCH, RawMessage.Source.POLL, null);
        // When
        Outcome outcome = folder.mapping().map(raw);
        // Then
        assertThat(new String(((Canonical) outcome).json(), StandardCharsets.UTF_8)).contains("\"event_id\":\"corner-shop:1:7:e1:poll\"");
    }

    @Test
    void aLineOfEventsReadsTheSendersHeadersAndTheSource() {
        // Given
        ChannelMapping mapping = TestChannel.in(root).with("channel.yaml", TestChannel.YAML.replace(".kind == \"order\"", "$headers.\"x-topic\" == \"orders/create\"")
            .replace(".kind == \"stock\"", "$source == \"backfill\"")).mapping();
        // When
        Outcome named = mapping.map(message("x-topic", "orders/create", RawMessage.Source.WEBHOOK));
        Outcome old = mapping.map(message("x-topic", "orders/paid", RawMessage.Source.BACKFILL));
        Outcome neither = mapping.map(message("x-event", "orders/create", RawMessage.Source.WEBHOOK));
        // Then
        assertThat(named).isInstanceOf(Canonical.class);
        assertThat(mapping.route(message("x-topic", "orders/create", RawMessage.Source.WEBHOOK))).hasValueSatisfying(line -> assertThat(line.mapping()).startsWith("corner-shop/order.jslt"));
        assertThat(old).isEqualTo(new Ignored("corner-shop", "stock"));
        assertThat(neither).isInstanceOfSatisfying(Outcome.Dead.class, dead -> assertThat(dead.reason()).isEqualTo(Outcome.Reason.NO_ROUTE));
    }

    private static RawMessage message(String header, String value, RawMessage.Source source) {
        return new RawMessage("corner-shop", null, "{\"shop\":1,\"order\":7,\"status\":\"open\",\"at\":1600000000}".getBytes(StandardCharsets.UTF_8),
            Map.of(header, value), Instant.parse("2026-12-31T00:00:00Z"), source, null);
    }

    @Test
    void aMappingMayNameItsConstantsAndVariables() {
        // Given
        TestChannel folder = TestChannel.in(root).with("order.jslt", "let pattern = \"uuuu-MM-dd HH:mm\"\ndef time(text) let zone = \"+07:00\" instant($text, $pattern, $zone)\n"
            + "{\"status\": \"PENDING\", \"platform_status\": $source, \"timestamp\": time(.at)}");
        // When
        Outcome outcome = folder.map("{\"kind\":\"order\",\"shop\":1,\"order\":7,\"at\":\"2026-11-22 07:30\"}");
        // Then
        assertThat(new String(((Canonical) outcome).json(), StandardCharsets.UTF_8)).contains("\"timestamp\":\"2026-11-22T00:30:00Z\"");
    }

    @Test
    void aMappingCanImportAnotherFileOfItsFolder() {
        // Given
        TestChannel folder = TestChannel.in(root).with("words.jslt", "def word(w) if ($w == \"o\") \"open\" else $w\n")
            .with("order.jslt", "import \"words.jslt\" as words\n" + TestChannel.MAPPING.replace("status(.status)", "status(words:word(.status))"));
        // When
        Outcome outcome = folder.map("{\"kind\":\"order\",\"shop\":1,\"order\":7,\"status\":\"o\",\"at\":1600000000}");
        // Then
        assertThat(outcome).isInstanceOf(Canonical.class);
    }
}
