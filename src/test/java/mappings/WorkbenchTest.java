package mappings;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
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
        TestChannel.in(root).with("cases/order.json", "\uFEFF" + CASE);
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
        assertThat(printed()).containsPattern("corner-shop/cases/order\\.json\\[2] \\(corner-shop/order\\.jslt@[0-9a-f]{8}\\)\n"
            + "    status: expected \"DELIVERED\", was \"SHIPPED\"\n").endsWith("1 of 2 cases differ.\n");
    }

    @Test
    void testSaysWhyACaseBecameADeadLetterInPlaceOfEveryField() {
        // Given
        TestChannel.in(root).with("cases/order.json", CASE.replace("\"at\": 1600000000", "\"at\": \"soon\""));
        // When
        int exit = workbench("", "mappings", "test");
        // Then
        assertThat(exit).isEqualTo(1);
        assertThat(printed()).containsPattern("order\\.json\\[1] \\(corner-shop/order\\.jslt@[0-9a-f]{8}\\)\n"
            + "    expected a canonical message, was: Dead letter MAPPING_FAILED: corner-shop/order\\.jslt@[0-9a-f]{8}: \\.at is not a time in .*\\. Mend the mapping, .*\\.\n"
            + ".*order\\.json\\[2]").doesNotContain("was nothing");
    }

    @Test
    void testSaysWhatACaseBecameThatShouldBeADeadLetter() {
        // Given
        TestChannel.in(root).with("cases/order.json", "{\"message\": " + MESSAGE + ", \"expect\": {\"dead\": {\"reason\": \"NO_ROUTE\"}}}")
            .with("cases/stock.json", "{\"message\": {\"kind\": \"stock\"}, \"expect\": {\"dead\": {}}}");
        // When
        workbench("", "mappings", "test");
        // Then
        assertThat(printed()).containsPattern("    expected a dead letter NO_ROUTE, was: a canonical message by corner-shop/order\\.jslt@[0-9a-f]{8}\n")
            .contains("    expected a dead letter, was: Ignored: stock.\n").doesNotContain("nothing");
    }

    @Test
    void testSaysWhyACaseBecameADeadLetterOfAnotherReason() {
        // Given
        TestChannel.in(root).with("cases/order.json", "{\"message\": {\"kind\": \"gift\"}, \"expect\": {\"dead\": {\"reason\": \"MAPPING_FAILED\"}}}");
        // When
        workbench("", "mappings", "test");
        // Then
        assertThat(printed()).contains("    dead.reason: expected \"MAPPING_FAILED\", was \"NO_ROUTE\"\n",
            "was: Dead letter NO_ROUTE: corner-shop: no line of events: matches this message. Add one to ");
    }

    @Test
    void testNamesABrokenCase() {
        // Given
        TestChannel.in(root).with("cases/order.json", CASE).with("cases/other.json", "{\n\"mesage\": {}, \"expect\": {}}");
        // When
        int exit = workbench("", "mappings", "test");
        // Then
        assertThat(exit).isEqualTo(1);
        assertThat(printed()).contains(root + "/corner-shop/cases/other.json: there is no key mesage in a case, only ").endsWith("\n0 of 2 cases differ; 1 file of cases could not be read.\n");
    }

    @Test
    void aCaseThatIsBrokenJsonIsToldByItsPlaceAlone() {
        // Given
        TestChannel.in(root).with("cases/other.json", "{\"message\":\n {");
        // When
        int exit = workbench("", "mappings", "test");
        // Then
        assertThat(exit).isEqualTo(1);
        assertThat(printed()).contains("/cases/other.json:2: broken JSON: Unexpected end-of-input: expected close marker for Object (start marker at [line: 2, column: 2]). Mend it.\n");
    }

    @Test
    void testNamesAFileOfCasesThatIsNotRead() {
        // Given
        TestChannel.in(root).with("cases/order.json", CASE).with("cases/other.jsn", CASE).with("cases/.order.json.swp", "");
        // When
        int exit = workbench("", "mappings", "test");
        // Then
        assertThat(exit).isEqualTo(1);
        assertThat(printed()).isEqualTo("corner-shop  2 cases\n" + root + "/corner-shop/cases/other.jsn: this is not read, for a case is a file *.json. "
            + "Rename it, or move it elsewhere.\n0 of 2 cases differ; 1 file of cases could not be read.\n");
    }

    @Test
    void testDoesNotPassAChannelWithoutCases() {
        // Given
        TestChannel.in(root);
        // When
        int exit = workbench("", "mappings", "test", "corner-shop");
        // Then
        assertThat(exit).isEqualTo(1);
        assertThat(printed()).isEqualTo("corner-shop  0 cases\n" + root + "/corner-shop: the channel has no cases, so nothing of it is tested. Add one to "
            + root + "/corner-shop/cases; docs/add-a-channel.md shows one.\n1 channel without cases.\n");
    }

    @Test
    void testDoesNotPassADirectoryWithoutChannels() {
        assertThat(workbench("", "mappings", "test")).isEqualTo(1);
        assertThat(printed()).isEqualTo(root + ": there is no channel in this directory. Name the one that holds the channels' folders, "
            + "with ordersync.mappings.dir or with the workbench's --dir.\n");
    }

    @Test
    void testOfOneChannelSaysNothingOfTheOthers() {
        // Given
        TestChannel.in(root).with("cases/order.json", CASE).with("../other-shop/channel.yaml", TestChannel.YAML.replace("corner-shop", "other-shop"))
            .with("../other-shop/order.jslt", TestChannel.MAPPING).with("../other-shop/status.csv", TestChannel.STATUSES).with("../other-shop/cases/order.json", "{");
        // When
        int exit = workbench("", "mappings", "test", "corner-shop");
        // Then
        assertThat(exit).isZero();
    }

    @Test
    void aChannelsOwnFolderIsNotTheDirectoryOfTheChannels() {
        // Given
        TestChannel.in(root).with("cases/order.json", CASE);
        root = root.resolve("corner-shop");
        // When
        int exit = workbench("", "mappings", "test");
        // Then
        assertThat(exit).isEqualTo(1);
        assertThat(printed()).isEqualTo(root + ": it holds a channel.yaml itself, so it is the folder of one channel. "
            + "Name the directory above it, which holds the channels' folders.\n");
    }

    @Test
    void testNamesAColumnThatIsMisspelt() {
        // Given
        TestChannel.in(root).with("cases/order.json", CASE.replace("[[\"word\"", "[[\"wrod\""));
        // When
        int exit = workbench("", "mappings", "test");
        // Then
        assertThat(exit).isEqualTo(1);
        assertThat(printed()).contains("/cases/order.json: the table has no column for ${word}; nothing asks for the table's ${wrod}. Mend it; ");
    }

    @Test
    void testNamesTheLineOfARowThatLacksACell() {
        // Given
        TestChannel.in(root).with("cases/order.json", CASE.replace(", [\"gone\", \"SHIPPED\"]", ",\n[\"gone\"]"));
        // When
        int exit = workbench("", "mappings", "test");
        // Then
        assertThat(exit).isEqualTo(1);
        assertThat(printed()).contains("/cases/order.json:4: row 2 of the table has not as many cells as its heading.");
    }

    @Test
    void testNamesABrokenFolder() {
        // Given
        TestChannel.in(root).with("order.jslt", "{");
        // When
        int exit = workbench("", "mappings", "test");
        // Then
        assertThat(exit).isEqualTo(1);
        assertThat(printed()).startsWith(root + "/corner-shop/order.jslt:");
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
    void runEndsOnAnEndlessMessage() {
        // Given
        TestChannel.in(root);
        InputStream endless = new InputStream() {
            @Override
            public int read() {
                return ' ';
            }
        };
        // When
        int exit = workbench(endless, "mappings", "run", "corner-shop");
        // Then
        assertThat(exit).isEqualTo(1);
        assertThat(printed()).startsWith("Dead letter NOT_JSON: corner-shop: the message has more than 1048576 bytes.");
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
            root + "/corner-shop/status.csv:4: no case has the status lost.",
            root + "/corner-shop/cases/lost.json[1]: it expects the mapping old.jslt, which no line of events: uses.",
            root + "/corner-shop/order.jslt: no case has the output field dealer_id.",
            root + "/corner-shop/unused.jslt: no line of events: uses this mapping.");
    }

    @Test
    void lintKnowsAFieldByItsPathAndLooksIntoWhatIsImported() {
        // Given
        TestChannel.in(root).with("cases/order.json", CASE.replace("\"at\": 1600000000}", "\"at\": 1600000000, \"lines\": [{\"id\": \"1\"}]}")
                .replace("\"mapping\"", "\"items\": [{\"line_id\": \"1\"}], \"mapping\""))
            .with("order.jslt", "import \"more.jslt\" as more\n" + TestChannel.MAPPING.replace("\"status\"", "\"line_id\": .line, \"items\": more:items(.lines), \"status\""))
            .with("more.jslt", "import \"names.jslt\" as names\ndef items(lines) [for ($lines) {\"line_id\": .id, \"sku\": names:plain(.sku)}]")
            .with("names.jslt", "let kinds = {\"a\": \"b\"}\ndef plain(name) $name");
        // When
        int exit = workbench("", "mappings", "lint");
        // Then
        assertThat(exit).isEqualTo(1);
        assertThat(printed()).isEqualTo(root + "/corner-shop/more.jslt: no case has the output field sku. Add one to " + root + "/corner-shop/cases.\n"
            + root + "/corner-shop/order.jslt: no case has the output field line_id. Add one to " + root + "/corner-shop/cases.\n2 findings.\n");
    }

    @Test
    void lintSaysThatACaseDiffers() {
        // Given
        TestChannel.in(root).with("cases/order.json", CASE.replace("\"gone\", \"SHIPPED\"", "\"gone\", \"DELIVERED\""));
        // When
        int exit = workbench("", "mappings", "lint");
        // Then
        assertThat(exit).isEqualTo(1);
        assertThat(printed()).isEqualTo(root + "/corner-shop/cases: 1 case differs from what was expected. Run mappings test.\n1 finding.\n");
    }

    @Test
    void lintAsksForNoCaseWhereCasesFail() {
        // Given
        TestChannel.in(root).with("cases/order.json", CASE.replace("\"at\": 1600000000", "\"at\": \"soon\""));
        // When
        int exit = workbench("", "mappings", "lint");
        // Then
        assertThat(exit).isEqualTo(1);
        assertThat(printed()).isEqualTo(root + "/corner-shop/cases: 2 cases fail, so what the cases leave out cannot be told. Run mappings test first.\n1 finding.\n");
    }

    @Test
    void anUnknownChannelIsAMistakeInTheCommand() {
        // Given
        TestChannel.in(root);
        // When
        int exit = workbench("", "mappings", "run", "lazada");
        // Then
        assertThat(exit).isEqualTo(2);
        assertThat(printed()).startsWith("There is no channel lazada; there are corner-shop.").contains("Usage: java -jar quarkus-run.jar mappings run ");
    }

    @Test
    void aMistakenSourceIsToldWithTheUsageOfTheCommand() {
        // Given
        TestChannel.in(root);
        // When
        int exit = workbench("{}", "mappings", "run", "corner-shop", "--source", "pol");
        // Then
        assertThat(exit).isEqualTo(2);
        assertThat(printed()).startsWith("There is no source pol; there are webhook, poll, backfill and details.").contains("Usage: java -jar quarkus-run.jar mappings run ");
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

    @Test
    void whatItPrintsIsUtf8WhateverTheLocale() {
        // Given
        TestChannel.in(root).with("cases/order.json", CASE.replace("PENDING", "Áo đỏ"));
        PrintStream console = System.out;
        System.setOut(new PrintStream(printed, true, StandardCharsets.US_ASCII));
        // When
        try {
            Workbench.run("mappings", "test", "--dir", root.toString());
        } finally {
            System.setOut(console);
        }
        // Then
        assertThat(printed()).contains("status: expected \"Áo đỏ\", was \"PENDING\"");
    }

    private int workbench(String in, String... args) {
        return workbench(new ByteArrayInputStream(in.getBytes(StandardCharsets.UTF_8)), args);
    }

    private int workbench(InputStream in, String... args) {
        String[] all = java.util.Arrays.copyOf(args, args.length + 2);
        all[args.length] = "--dir";
        all[args.length + 1] = root.toString();
        return Workbench.run(in, new PrintStream(printed, true, StandardCharsets.UTF_8), all);
    }

    private int run(String... args) {
        return Workbench.run(new ByteArrayInputStream(new byte[0]), new PrintStream(printed, true, StandardCharsets.UTF_8), args);
    }

    private String printed() {
        return printed.toString(StandardCharsets.UTF_8).replace(System.lineSeparator(), "\n");
    }
}
