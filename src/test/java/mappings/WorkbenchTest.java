package mappings;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the workbench prints, and its exit status. */
class WorkbenchTest {

    private static final String MESSAGE = "{\"kind\":\"order\",\"shop\":1,\"order\":7,\"status\":\"open\",\"at\":1600000000}";
    private static final String CASE = """
        {
          "message": {"kind": "order", "shop": 1, "order": 7, "status": "${word}", "at": 1600000000},
          "table": [["word", "ours"], ["open", "PENDING"], ["gone", "SHIPPED"]],
          "expect": {"event_id": "corner-shop:1:7:${word}:1600000000", "platform": "corner-shop", "shop_id": "1", "order_id": "7",
            "status": "${ours}", "platform_status": "${word}", "timestamp": "2020-09-13T12:26:40Z", "mapping": "order.jslt"}
        }
        """;

    @TempDir
    private Path root;

    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

    @Test
    void testSaysThatAllIsAsExpected() {
        // Given
        TestChannel.in(root).with("cases/order.json", CASE);
        // When
        int exit = workbench("", "mappings", "test");
        // Then
        assertThat(exit).isZero();
        assertThat(printed()).isEqualTo("corner-shop  2 cases\nAll 2 cases are as expected.\n");
    }

    @Test
    void testNamesMappingCaseAndFieldThatDiffers() {
        // Given
        TestChannel.in(root).with("cases/order.json", CASE.replace("\"gone\", \"SHIPPED\"", "\"gone\", \"DELIVERED\""));
        // When
        int exit = workbench("", "mappings", "test", "corner-shop");
        // Then
        assertThat(exit).isEqualTo(1);
        assertThat(printed()).containsPattern("mappings/corner-shop/cases/order\\.json\\[2] \\(corner-shop/order\\.jslt@[0-9a-f]{8}\\)\n"
            + "    status: expected \"DELIVERED\", was \"SHIPPED\"\n").endsWith("1 of 2 cases differ.\n");
    }

    @Test
    void testNamesABrokenCase() {
        // Given
        TestChannel.in(root).with("cases/order.json", CASE).with("cases/other.json", "{\n\"mesage\": {}, \"expect\": {}}");
        // When
        int exit = workbench("", "mappings", "test");
        // Then
        assertThat(exit).isEqualTo(1);
        assertThat(printed()).contains("mappings/corner-shop/cases/other.json: there is no key mesage in a case, only ");
    }

    @Test
    void testNamesABrokenFolder() {
        // Given
        TestChannel.in(root).with("order.jslt", "{");
        // When
        int exit = workbench("", "mappings", "test");
        // Then
        assertThat(exit).isEqualTo(1);
        assertThat(printed()).startsWith("mappings/corner-shop/order.jslt:");
    }

    @Test
    void runPrintsTheCanonicalMessage() {
        // Given
        TestChannel.in(root);
        // When
        int exit = workbench(MESSAGE, "mappings", "run", "corner-shop", "--source", "poll");
        // Then
        assertThat(exit).isZero();
        assertThat(printed()).contains("\"status\" : \"PENDING\"", "\"source\" : \"poll\"");
    }

    @Test
    void runSaysWhyAMessageIsADeadLetter() {
        // Given
        TestChannel.in(root);
        // When
        int exit = workbench(MESSAGE.replace("open", "lost"), "mappings", "run", "corner-shop");
        // Then
        assertThat(exit).isEqualTo(1);
        assertThat(printed()).isEqualTo("Dead letter UNKNOWN_STATUS: corner-shop: status \"lost\" has no row in mappings/corner-shop/status.csv. Add the row and replay.\n");
    }

    @Test
    void runSaysWhatAChannelPassesOver() {
        // Given
        TestChannel.in(root);
        // When
        int exit = workbench("{\"kind\":\"stock\"}", "mappings", "run", "corner-shop");
        // Then
        assertThat(exit).isZero();
        assertThat(printed()).isEqualTo("Ignored: stock.\n");
    }

    @Test
    void lintFindsWhatNoCaseProves() {
        // Given
        TestChannel.in(root).with("cases/order.json", CASE.replace(", [\"gone\", \"SHIPPED\"]", ""))
            .with("cases/lost.json", CASE.replace("order.jslt", "old.jslt"))
            .with("order.jslt", TestChannel.MAPPING.replace("\"status\"", "\"dealer_id\": .dealer, \"status\""))
            .with("status.csv", TestChannel.STATUSES + "lost,FAILED,\n").with("unused.jslt", "{}");
        // When
        int exit = workbench("", "mappings", "lint");
        // Then
        assertThat(exit).isEqualTo(1);
        assertThat(printed()).contains(
            "mappings/corner-shop/status.csv:4: no case has the status lost.",
            "mappings/corner-shop/cases/lost.json[1]: it expects the mapping old.jslt, which no line of events: uses.",
            "mappings/corner-shop/order.jslt: no case has the output field dealer_id.",
            "mappings/corner-shop/unused.jslt: no line of events: uses this mapping.");
    }

    @Test
    void anUnknownChannelIsAMistakeInTheCommand() {
        // Given
        TestChannel.in(root);
        // When
        int exit = workbench("", "mappings", "run", "lazada");
        // Then
        assertThat(exit).isEqualTo(2);
        assertThat(printed()).startsWith("There is no channel lazada; there are corner-shop.");
    }

    @Test
    void withoutACommandItSaysHowItIsUsed() {
        assertThat(run("mappings")).isEqualTo(2);
        assertThat(printed()).contains("Usage: java -jar quarkus-run.jar mappings ", "test", "run", "lint");
    }

    @Test
    void whoeverAsksForHelpIsToldWhatThereIs() {
        assertThat(run("--help")).isZero();
        assertThat(printed()).startsWith("Usage: java -jar quarkus-run.jar ").contains("Without arguments: starts OrderSync", "mappings");
    }

    @Test
    void whatIsNotUnderstoodIsSaidAndStartsNothing() {
        assertThat(run("serve")).isEqualTo(2);
        assertThat(printed()).startsWith("Unmatched argument at index 0: 'serve'").contains("Usage: java -jar quarkus-run.jar ");
    }

    private int workbench(String in, String... args) {
        String[] all = java.util.Arrays.copyOf(args, args.length + 2);
        all[args.length] = "--dir";
        all[args.length + 1] = root.toString();
        return Workbench.run(new ByteArrayInputStream(in.getBytes(StandardCharsets.UTF_8)), new PrintStream(printed, true, StandardCharsets.UTF_8), all);
    }

    private int run(String... args) {
        return Workbench.run(new ByteArrayInputStream(new byte[0]), new PrintStream(printed, true, StandardCharsets.UTF_8), args);
    }

    private String printed() {
        return printed.toString(StandardCharsets.UTF_8).replace(System.lineSeparator(), "\n");
    }
}
