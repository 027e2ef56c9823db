package mappings;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Random;
import java.util.stream.Stream;
import mappings.Outcome.Canonical;
import mappings.Outcome.Dead;
import mappings.Outcome.Reason;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever a stranger sends ends as a dead letter with a reason, and its values stay out of the reason. */
class HostileMessageTest {

    private static final String SECRET = "Nguyen-Van-A";

    @TempDir
    private Path root;

    static Stream<Arguments> notJson() {
        return Stream.of(
            Arguments.of("", "the message is empty"),
            Arguments.of(" \n", "the message is empty"),
            Arguments.of("[1]", "not an object"),
            Arguments.of("\"" + SECRET + "\"", "not an object"),
            Arguments.of("{\"a\":\"" + SECRET + "\"", "broken JSON syntax at line 1, column "),
            Arguments.of("{\"a\":" + SECRET + "}", "broken JSON syntax at line 1, column "),
            Arguments.of("{\"a\":1} {\"b\":\"" + SECRET + "\"}", "more than one JSON value"),
            Arguments.of("{\"" + SECRET + "\":1,\"" + SECRET + "\":2}", "a name stands twice in one object"),
            Arguments.of("{\"a\":" + "[".repeat(100_000) + "]".repeat(100_000) + "}", "nested deeper than 64"),
            Arguments.of("{\"a\":" + "9".repeat(101) + "}", "a number of more than 100 characters"),
            Arguments.of("{\"a\":1e2147483648}", "an exponent beyond 32 bits"),
            Arguments.of("{\"a\":[1E-99999999999]}", "an exponent beyond 32 bits"),
            Arguments.of("{\"" + "n".repeat(1001) + "\":1}", "a name of more than 1000"),
            Arguments.of("{\"a\":\"" + "x".repeat(1 << 20) + "\"}", "more than 1048576 bytes"));
    }

    @ParameterizedTest(name = "{1}")
    @MethodSource("notJson")
    void whatIsNotJsonSaysWhere(String message, String detail) {
        // Given
        TestChannel folder = TestChannel.in(root);
        // When
        Outcome outcome = folder.map(message);
        // Then
        assertDead(outcome, Reason.NOT_JSON, detail);
    }

    @Test
    void brokenUtf8IsNotJson() throws Exception {
        // Given
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.write("{\"shop\":\"".getBytes(StandardCharsets.UTF_8));
        bytes.write(new byte[] {(byte) 0xC3, 0x28});
        bytes.write("\"}".getBytes(StandardCharsets.UTF_8));
        // When
        Outcome outcome = TestChannel.in(root).mapping().map(TestChannel.raw("corner-shop", bytes.toByteArray()));
        // Then
        assertDead(outcome, Reason.NOT_JSON, "broken UTF-8");
    }

    @ParameterizedTest
    @ValueSource(strings = {"1e999999999", "[1e999999999]", "true", "{\"a\":1}"})
    void aStatusThatIsNoTextIsNotLookedAtFurther(String status) {
        // Given a mapping that takes the word as it comes
        TestChannel folder = TestChannel.in(root).with("order.jslt", TestChannel.MAPPING.replace("status(.status)", ".word"));
        // When
        Outcome outcome = folder.map(order("\"status\":\"open\",\"at\":1,\"word\":" + status));
        // Then
        assertDead(outcome, Reason.MAPPING_FAILED, "the mapping's status is no text");
    }

    @Test
    void whatIsTakenBackWithoutBeingOfAReturnIsADeadLetter() {
        // Given
        TestChannel folder = TestChannel.in(root).with("status.csv", TestChannel.STATUSES + "refused,PREVIOUS,\n");
        // When
        Outcome outcome = folder.map(order("\"status\":\"refused\",\"at\":1"));
        // Then
        assertDead(outcome, Reason.MAPPING_FAILED, "the status is PREVIOUS");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\\ud83d", "a\\udc00b", "\\u0000"})
    void textThatPostgresqlRefusesIsFoundBeforeItGetsThere(String name) {
        // Given
        TestChannel folder = TestChannel.in(root).with("order.jslt", TestChannel.MAPPING.replace("\"status\"", "\"buyer\": {\"name\": .name}, \"status\""));
        // When
        Outcome outcome = folder.map(order("\"status\":\"open\",\"at\":1,\"name\":\"" + name + "\""));
        // Then
        assertDead(outcome, Reason.NOT_STORABLE, "its result's .buyer.name holds U+0000 or half of a surrogate pair");
    }

    @Test
    void anEmojiIsTextAsAnyOther() {
        // Given
        TestChannel folder = TestChannel.in(root).with("order.jslt", TestChannel.MAPPING.replace("\"status\"", "\"buyer\": {\"name\": .name}, \"status\""));
        // When
        Outcome outcome = folder.map(order("\"status\":\"open\",\"at\":1,\"name\":\"\\ud83d\\ude00 \\\\u0000\""));
        // Then
        assertThat(outcome).isInstanceOf(Canonical.class);
    }

    @Test
    void aKeyHasNoControlCharacters() {
        // Given
        ChannelMapping mapping = TestChannel.in(root).mapping();
        String message = "{\"kind\":\"order\",\"shop\":\"1\\u0000\\n\",\"order\":7,\"status\":\"open\",\"at\":1}";
        // When
        String key = mapping.key(message.getBytes(StandardCharsets.UTF_8));
        // Then
        assertThat(key).matches("corner-shop:[0-9a-f]{16}");
        assertDead(mapping.map(TestChannel.raw("corner-shop", message)), Reason.MAPPING_FAILED, "the message's shop has");
    }

    static Stream<Arguments> failures() {
        return Stream.of(
            Arguments.of("number(.name)", "the mapping fails in number()"),
            Arguments.of("status(.name.first)", "platform_status"),
            Arguments.of("instant(.name)", ".name is not a time in ISO 8601"),
            Arguments.of("money(.name, \"VND\")", ".name is not a decimal number"),
            Arguments.of("money(.at * 1.1, \"VND\")", "a number of the mapping's own, which is not exact"),
            Arguments.of("money(.huge, \"VND\")", ".huge has more than 15 digits before the point"),
            Arguments.of("money(.largest, \"VND\")", ".largest has more than 15 digits before the point"),
            Arguments.of("money(.tiny, \"VND\")", ".tiny has more than 4 decimals"),
            Arguments.of("money-sum(.most, .most)", "the sum of money-sum() has more than 15 digits before the point"),
            Arguments.of("money-minus(.most, \"-1\")", "the difference of money-minus() has more than 15 digits before the point"),
            Arguments.of("money(money-sum(.most, \"-0.5\"), \"VND\")", "a value that the mapping made, or took from several places, has more decimals than VND has"),
            Arguments.of("instant(.huge)", ".huge is not a time in seconds or milliseconds"),
            Arguments.of("instant(.tiny)", ".tiny is not a time in seconds or milliseconds"),
            Arguments.of("id(.tiny)", ".tiny is neither text nor a whole number"),
            Arguments.of("forever(.name)", "the mapping calls itself without end"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("failures")
    void aFailureNamesThePlaceAndNotTheValue(String expression, String detail) {
        // Given
        TestChannel folder = TestChannel.in(root).with("order.jslt", "def forever(x) forever($x)\n"
            + "{\"timestamp\": instant(.at), \"status\": \"PENDING\", \"platform_status\":\n" + expression + "}\n");
        // When
        Outcome outcome = folder.map(order("\"at\":1,\"name\":\"" + SECRET + "\",\"huge\":1e999999999,\"largest\":1000e2147483646,\"tiny\":1e-999999999,\"most\":999999999999999"));
        // Then
        assertThat(outcome).isInstanceOfSatisfying(Dead.class, dead -> {
            assertThat(dead.reason()).isIn(Reason.MAPPING_FAILED, Reason.SCHEMA);
            assertThat(dead.detail()).contains(detail).doesNotContain(SECRET);
        });
    }

    @Test
    void aResultThatBreaksTheSchemaIsNamedWithoutItsValue() {
        // Given
        TestChannel folder = TestChannel.in(root).with("order.jslt", "{\"timestamp\": .name, \"status\": .name, \"platform_status\": \"x\"}");
        // When
        Outcome outcome = folder.map(order("\"name\":\"" + SECRET + "\""));
        // Then
        assertDead(outcome, Reason.SCHEMA, "/timestamp");
    }

    @ParameterizedTest
    @ValueSource(strings = {"2026-02-30T10:00:00Z", "2026-13-01T10:00:00Z", "0000-00-00T00:00:00Z", "2026-05-04T24:00:00Z", "2026-05-04T10:60:00.5Z", "1969-12-31T23:59:59Z"})
    void aTimeThatThereIsNotIsNoTime(String time) {
        // Given a mapping that passes the sender's text on
        TestChannel folder = TestChannel.in(root).with("order.jslt", "{\"timestamp\": .at, \"status\": \"PENDING\", \"platform_status\": \"x\"}");
        // When
        Outcome outcome = folder.map(order("\"at\":\"" + time + "\""));
        // Then
        assertDead(outcome, Reason.SCHEMA, "timestamp");
        assertThat(folder.map(order("\"at\":\"2024-02-29T23:59:59.123Z\""))).isInstanceOf(Outcome.Canonical.class);
    }

    @Test
    void aTimeThatIsMoreThanADayAheadHoldsNoOrder() {
        // Given
        TestChannel folder = TestChannel.in(root);
        Instant received = TestChannel.raw("corner-shop", "{}").receivedAt();
        // When
        Outcome ahead = folder.map(order("\"status\":\"open\",\"at\":" + received.plus(1, ChronoUnit.DAYS).plusSeconds(1).getEpochSecond()));
        Outcome anotherZone = folder.map(order("\"status\":\"open\",\"at\":" + received.plus(14, ChronoUnit.HOURS).getEpochSecond()));
        // Then
        assertDead(ahead, Reason.MAPPING_FAILED, "its timestamp is more than a day after the message was received");
        assertThat(anotherZone).isInstanceOf(Outcome.Canonical.class);
    }

    @Test
    void anUnknownStatusIsCutAndPrintable() {
        // Given
        TestChannel folder = TestChannel.in(root);
        // When
        Outcome outcome = folder.map(order("\"status\":\"a\\n\\u0000\\\"\\u202e\\ud800" + "z".repeat(200) + "\",\"at\":1"));
        // Then
        assertDead(outcome, Reason.UNKNOWN_STATUS, "corner-shop: status \"a?????" + "z".repeat(94) + "…\" has no row in mappings/corner-shop/status.csv");
    }

    @Test
    void aMappingMayNotWriteWhatTheEngineWrites() {
        // Given
        TestChannel folder = TestChannel.in(root).with("order.jslt", TestChannel.MAPPING.replace("instant(.at)", "instant(.at), * - kind, shop, order, at : ."));
        // When
        Outcome outcome = folder.map(order("\"status\":\"open\",\"at\":1,\"platform\":\"lazada\""));
        // Then
        assertDead(outcome, Reason.MAPPING_FAILED, "the mapping writes platform");
    }

    @Test
    void noiseNeverThrows() {
        // Given
        ChannelMapping mapping = TestChannel.in(root).mapping();
        Random random = new Random(42);
        byte[] good = order("\"status\":\"open\",\"at\":1600000000").getBytes(StandardCharsets.UTF_8);
        for (int i = 0; i < 20_000; i++) {
            byte[] bytes = good.clone();
            for (int flips = random.nextInt(4); flips >= 0; flips--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            }
            // When
            Outcome outcome = mapping.map(TestChannel.raw("corner-shop", bytes));
            // Then
            assertThat(mapping.key(bytes)).startsWith("corner-shop:");
            if (outcome instanceof Canonical canonical) {
                assertThat(canonical.key()).isEqualTo(mapping.key(bytes));
            }
        }
    }

    private static String order(String fields) {
        return "{\"kind\":\"order\",\"shop\":1,\"order\":7," + fields + "}";
    }

    private static void assertDead(Outcome outcome, Reason reason, String detail) {
        assertThat(outcome).isInstanceOfSatisfying(Dead.class, dead -> {
            assertThat(dead.reason()).isEqualTo(reason);
            assertThat(dead.detail()).contains(detail).doesNotContain(SECRET);
            assertThat(dead.remedy()).isNotBlank();
        });
    }
}
