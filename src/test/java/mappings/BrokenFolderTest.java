package mappings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A broken folder stops the start with the file, the line, what is wrong and what to do. */
class BrokenFolderTest {

    @TempDir
    private Path root;

    static Stream<Arguments> faults() {
        return Stream.of(
            fault("channel.yaml", TestChannel.YAML.replace("acknowledge: 202", "acknowlege: 202"), "channel.yaml:7: there is no key acknowlege here. Use one of "),
            fault("channel.yaml", TestChannel.YAML.replace("acknowledge: 202", "acknowledge: 404"), "channel.yaml:7: acknowledge is \"404\"."),
            fault("channel.yaml", TestChannel.YAML.replace("channel: corner-shop", "channel: shop"), "channel.yaml:1: the channel is called shop and its folder corner-shop. Give both one name."),
            fault("channel.yaml", TestChannel.YAML.replace("shop: id(.shop)\n", ""), "channel.yaml:1: shop is missing. Add a line such as shop: "),
            fault("channel.yaml", TestChannel.YAML.replace("id(.shop)", "id(.shop"), "channel.yaml:8: the expression \"id(.shop\" is broken: "),
            fault("channel.yaml", TestChannel.YAML.replace("HmacSHA1", "MD5"), "channel.yaml:4: there is no algorithm \"MD5\"."),
            fault("channel.yaml", TestChannel.YAML.replace("sha1={hex}", "sha1={base32}"), "channel.yaml:5: encoding is \"sha1={base32}\"."),
            fault("channel.yaml", TestChannel.YAML.replace("{notification-url}{body}", "{url}{body}"), "channel.yaml:6: there is nothing to put for {url}."),
            fault("channel.yaml", TestChannel.YAML.replace("{notification-url}{body}", "{app-key}"), "channel.yaml:6: what is signed has not one {body} in it."),
            fault("channel.yaml", TestChannel.YAML.replace("map: order.jslt", "map: orders.jslt"), "channel.yaml:11: there is no mapping orders.jslt in the folder."),
            fault("channel.yaml", TestChannel.YAML.replace("map: order.jslt", "map: ../other/order.jslt"), "channel.yaml:12: \"../other/order.jslt\" is no name of a mapping in this folder."),
            fault("channel.yaml", TestChannel.YAML.replace("map: order.jslt", "map: order.jslt\n    ignore: both"), "channel.yaml:11: an event has both map and ignore. Keep one of them."),
            fault("channel.yaml", TestChannel.YAML.replace("    map: order.jslt\n", ""), "channel.yaml:11: an event needs either map or ignore. Add map: "),
            fault("channel.yaml", TestChannel.YAML.replace("events:\n", "events:\n  - otherwise: ignore\n"), "channel.yaml:11: otherwise takes every message"),
            fault("channel.yaml", TestChannel.YAML + "shop: id(.other)\n", "channel.yaml:15: the key shop stands here twice."),
            fault("channel.yaml", TestChannel.YAML + "test: [\n", "channel.yaml:16: broken YAML: "),
            fault("channel.yaml", TestChannel.YAML + "test: \"x\n\n", "channel.yaml:15: broken YAML: found unexpected end of stream. Close the quote that opens here."),
            fault("channel.yaml", TestChannel.YAML.replace("signature:", "signature: &one").replace("events:", "also: *one\nevents:"), "channel.yaml:10: an alias, *name, stands for keys or a list. Write out what it stands for."),
            fault("channel.yaml", TestChannel.YAML.replace("id(.shop)", "id(.sh\u0007op)"), "channel.yaml:8: the character U+0007 cannot stand in YAML. Take it out."),
            fault("channel.yaml", TestChannel.YAML.replace("when: .kind == \"order\"\n    ", ""), "channel.yaml:11: when is missing. Add a line such as when: .type == \"order\", or otherwise: in its place."),
            fault("channel.yaml", "a: " + "[".repeat(99) + "]".repeat(99), "channel.yaml:1: broken YAML: Nesting Depth exceeded max 50. Mend it"),
            fault("channel.yaml", "", "channel.yaml:1: the file holds no keys."),
            fault("order.jslt", TestChannel.MAPPING.replace("id(.status),", "id(.status)"), "order.jslt:5:3: unexpected \"timestamp\", or something is missing before it. Mend the mapping"),
            fault("order.jslt", "{\"status\": ", "order.jslt:1:11: the text ends too early."),
            fault("order.jslt", "{\"status\": \"PENDING}", "order.jslt:1:10: a text that begins here or after has no closing quote."),
            fault("order.jslt", "{\"status\":\n \u201cPENDING\u201d}", "order.jslt:2:2: \u201c cannot stand here; a text stands in double quotes, as \"text\"."),
            fault("order.jslt", "{]", "order.jslt:1:2: unexpected ], or something is missing before it."),
            fault("order.jslt", TestChannel.MAPPING.replace("instant(", "instnt("), "order.jslt:5:"),
            fault("order.jslt", TestChannel.MAPPING.replace("id(.status),", "id(1234567890123456789, \n99999999999999999999),"), "order.jslt:5:1: the number 99999999999999999999 is too large. Mend the mapping"),
            fault("order.jslt", TestChannel.MAPPING.replace("id(.status),", "id(5 / 0),"), "order.jslt: a calculation of constants fails: / by zero. Mend the mapping"),
            fault("channel.yaml", TestChannel.YAML.replace(".kind == \"order\"", ".order_id == 99999999999999999999"),
                "channel.yaml:11: the expression \".order_id == 99999999999999999999\" is broken: the number 99999999999999999999 is too large. Mend it"),
            fault("channel.yaml", TestChannel.YAML.replace("id(.shop)", "5 / 0"), "channel.yaml:8: the expression \"5 / 0\" is broken: a calculation of constants fails"),
            fault("channel.yaml", TestChannel.YAML.replace("id(.order)", "id(-9223372036854775809)"), "channel.yaml:9: the expression"),
            fault("order.jslt", "import \"../lazada/order-status.jslt\" as l\n" + TestChannel.MAPPING, "order.jslt:1:8: there is no file ../lazada/order-status.jslt in the channel's folder that could be imported."),
            fault("order.jslt", "import \"common.jslt\" as c\n" + TestChannel.MAPPING, "order.jslt:1:8: there is no file common.jslt in the channel's folder that could be imported. Mend the mapping"),
            fault("order.jslt", TestChannel.MAPPING.replace("instant(.at)", "instant(.at, \"uuuu-MM-dd HH:mm:ss\", \"Asia/Hanoi\")"),
                "order.jslt:5:52: \"Asia/Hanoi\" is no time zone; write +07:00 or Asia/Ho_Chi_Minh."),
            fault("order.jslt", "let zone = \"Asia/Hanoi\"\n" + TestChannel.MAPPING.replace("instant(.at)", "instant(.at, \"uuuu-MM-dd HH:mm:ss\", $zone)"),
                "order.jslt:1:12: \"Asia/Hanoi\" is no time zone"),
            fault("order.jslt", TestChannel.MAPPING.replace("instant(.at)", "instant(fallback(.at, .on), \"Q{\", \"+07:00\")"),
                "order.jslt:5:44: \"Q{\" is no pattern of a time; write one such as uuuu-MM-dd HH:mm:ss."),
            fault("order.jslt", TestChannel.MAPPING.replace("instant(.at)", "instant(.at, \"yyyy-MM-dd HH:mm:ss\", \"+07:00\")"),
                "order.jslt:5:29: no date and time can be read with the pattern \"yyyy-MM-dd HH:mm:ss\""),
            fault("order.jslt", TestChannel.MAPPING.replace("instant(.at)", "instant(.at, \"uuuu-MM-dd'T'HH:mm:ssXXX\", \"+07:00\")"),
                "order.jslt:5:29: the pattern \"uuuu-MM-dd'T'HH:mm:ssXXX\" reads an offset or a zone, which local time has none of; write instant(x), which takes ISO 8601 with an offset."),
            fault("order.jslt", TestChannel.MAPPING.replace("instant(.at)", "instant(.at, \"uuuu-MM-dd HH:mm:ss[ z]\", \"+07:00\")"),
                "order.jslt:5:29: the pattern \"uuuu-MM-dd HH:mm:ss[ z]\" reads an offset or a zone"),
            fault("order.jslt", TestChannel.MAPPING.replace("instant(.at)", "instant(.at, \"uuuu-MM-DD HH:mm:ss\", \"+07:00\")"),
                "order.jslt:5:29: the pattern \"uuuu-MM-DD HH:mm:ss\" has D, which counts weeks, or the days of a year; write uuuu for the year and dd for the day."),
            fault("order.jslt", TestChannel.MAPPING.replace("instant(.at)", "instant(.at, \"YYYY-'W'ww-e HH:mm:ss\", \"+07:00\")"),
                "order.jslt:5:29: the pattern \"YYYY-'W'ww-e HH:mm:ss\" has Y, which counts weeks"),
            fault("order.jslt", TestChannel.MAPPING.replace("instant(.at)", "instant(.at, \"uuuu-MM-dd HH:mm:ss\")"), "order.jslt:5:16: instant(text, pattern) lacks its zone"),
            fault("order.jslt", TestChannel.MAPPING.replace("instant(.at)", "money(.at, \"dong\")"), "order.jslt:5:27: \"dong\" is no currency; write its ISO 4217 code, such as VND."),
            fault("order.jslt", TestChannel.MAPPING.replace("instant(.at)", "money(.at)"), "order.jslt:5:16: Function 'money' needs 2 arguments, got 1."),
            fault("order.jslt", TestChannel.MAPPING.replace("instant(.at)", "instant($at)"), "order.jslt:5:24: there is no variable $at here; a field of the message is .at."),
            fault("order.jslt", "def day(x) $x + $y\n" + TestChannel.MAPPING, "order.jslt:1:17: there is no variable $y here"),
            fault("order.jslt", TestChannel.MAPPING.replace("\"status\"", "\"platform\": \"lazada\", \"status\""), "order.jslt:3:3: the mapping writes platform, which is not its to write."),
            fault("order.jslt", TestChannel.MAPPING.replace("\"status\"", "\"curency\": \"VND\", \"status\""), "order.jslt:3:3: there is no field curency to write, only amount, buyer, currency, dealer_id, event_id, "),
            fault("order.jslt", "let at = if (.at) instant(.at)\n{\"status\": status(.status), \"platform_status\": id(.status)}", "order.jslt:2:1: the mapping writes no timestamp, which every message needs."),
            fault("order.jslt", TestChannel.MAPPING.replace("status(.status)", "\"SHIPED\""), "order.jslt:3:13: \"SHIPED\" is none of our statuses; status(…) makes one of a word of the channel's."),
            fault("order.jslt", TestChannel.MAPPING.replace("status(.status)", "status(\"shiped\")"), "order.jslt:3:20: status \"shiped\" has no row in status.csv."),
            fault("order.jslt", "{}", "order.jslt:1:1: the mapping writes no status, which every message needs."),
            fault("channel.yaml", TestChannel.YAML.replace("id(.shop)", "id($shop)"), "channel.yaml:8: the expression \"id($shop)\" is broken: there is no variable $shop here"),
            fault("channel.yaml", TestChannel.YAML.replace("id(.shop)", "$headers.\"x-shop\""), "channel.yaml:8: the expression \"$headers.\"x-shop\"\" is broken: there is no variable $headers here; only when:, test: and mappings have it."),
            fault("status.csv", TestChannel.STATUSES + "lost,MISSING,\n", "status.csv:4: \"MISSING\" is none of our statuses. Use one of "),
            fault("status.csv", TestChannel.STATUSES + "OPEN,PENDING,\n", "status.csv:4: the word \"OPEN\" stands in line 2 already. Keep one of them."),
            fault("status.csv", TestChannel.STATUSES + "lost\n", "status.csv:4: a row needs a word and a status."),
            fault("status.csv", "open,PENDING\n", "status.csv:1: the first line is not the heading. Write word,status,note there."),
            fault("status.csv", "word;status;note\nopen;PENDING;\ngone;SHIPPED;\n", "status.csv:1: the cells are not separated with commas. Separate them with commas in every line"),
            fault("status.csv", TestChannel.STATUSES + "\"lost,FAILED,\n", "status.csv:4: a quote is not closed, or text follows it in its cell."));
    }

    private static Arguments fault(String file, String text, String message) {
        return Arguments.of(file, text, message);
    }

    @ParameterizedTest(name = "{2}")
    @MethodSource("faults")
    void namesFileAndLineAndRemedy(String file, String text, String message) {
        // Given
        TestChannel folder = TestChannel.in(root).with(file, text);
        // When
        BrokenMappings broken = catchThrowableOfType(BrokenMappings.class, folder::registry);
        // Then
        assertThat(broken).hasMessageStartingWith(root + "/corner-shop/").hasMessageContaining(message).hasMessageEndingWith(".");
    }

    static Stream<Arguments> imported() {
        return Stream.of(
            Arguments.of("def word(w)\n  [$w", "words.jslt:2:5: the text ends too early."),
            Arguments.of("def word(w)\n  nothing($w)", "words.jslt:2:3: No such function: 'nothing'."),
            Arguments.of("def word(w)\n  $v", "words.jslt:2:3: there is no variable $v here"),
            Arguments.of("def word(w)\n  'w'", "words.jslt:2:3: ' cannot stand here; a text stands in double quotes"),
            Arguments.of("import \"more.jslt\" as more\ndef word(w) $w", "words.jslt:1:8: there is no file more.jslt in the channel's folder that could be imported."));
    }

    @ParameterizedTest(name = "{1}")
    @MethodSource("imported")
    void namesTheImportedFileWhereTheFaultIsInIt(String text, String message) {
        // Given
        TestChannel folder = TestChannel.in(root).with("words.jslt", text).with("order.jslt", "import \"words.jslt\" as words\n" + TestChannel.MAPPING);
        // When
        BrokenMappings broken = catchThrowableOfType(BrokenMappings.class, folder::registry);
        // Then
        assertThat(broken.faults()).singleElement().asString().startsWith(root + "/corner-shop/" + message);
    }

    @ParameterizedTest
    @ValueSource(strings = {
        "let at = {\"timestamp\": instant(.at)} {\"status\": \"PENDING\", \"platform_status\": \"x\", * : $at}",
        "if (.gone) {\"status\": \"SHIPPED\", \"platform_status\": \"x\", \"timestamp\": instant(.at)} else {\"status\": \"PENDING\", * : .}",
        "let names = {\"a\": \"b\", \"mapping\": 1} {\"status\": \"PENDING\", \"platform_status\": $names.a, \"timestamp\": instant(.at), \"buyer\": {\"name\": size({\"c\": 1})}}",
        "def at(t) {\"timestamp\": instant($t)} at(.at) + {\"status\": \"PENDING\", \"platform_status\": \"x\"}",
        "{\"word\": .status, \"at\": .at} | {\"status\": status(.word), \"platform_status\": .word, \"timestamp\": instant(.at)}",
        "{let x = {\"y\": 1} \"status\": \"PENDING\", \"platform\" + \"_status\": \"x\", \"timestamp\": instant(.at)}",
        "{\"status\": \"PENDING\", \"platform_status\": \"x\", \"timestamp\": instant(.at), * - kind, \"platform\", \"order_id\" : .}",
        "{\"status\": \"PENDING\", \"platform_status\": \"x\", \"timestamp\": instant(.at)} + if (not(.line)) {} else let l = .line {\"line_id\": id($l.id)}",
        "{\"status\": \"PENDING\", \"platform_status\": \"x\", \"timestamp\": instant(.at)} + {for (.f) .\"field-name\" : .value}",
        "{\"status\": \"PENDING\", \"platform_status\": \"x\", \"timestamp\": instant(.at), \"shop_id\": null}",
        "{for (.) .key : .value}", "if (.at) {\"status\": \"PENDING\"}", "def f(x) $x f(.)"})
    void refusesNoOutputThatMayBeRight(String mapping) {
        // Given
        TestChannel folder = TestChannel.in(root).with("order.jslt", mapping);
        // When, Then
        assertThat(folder.registry().all()).hasSize(1);
    }

    @Test
    void aParameterMayBeCalledLikeAConstantAndATextBeEscaped() {
        // Given
        TestChannel folder = TestChannel.in(root).with("order.jslt", """
            let zone = "HCM"
            def at(text, zone) instant($text, "uuuu-MM-dd\\u0027T\\u0027HH:mm:ss", $zone)
            """ + TestChannel.MAPPING.replace("instant(.at)", "at(.at, \"+07:00\")"));

        // When, Then
        assertThat(folder.registry().all()).hasSize(1);
    }

    @Test
    void namesAMissingFile() {
        // Given
        TestChannel folder = TestChannel.in(root).without("status.csv");
        // When
        BrokenMappings broken = catchThrowableOfType(BrokenMappings.class, folder::registry);
        // Then
        assertThat(broken).hasMessage(root + "/corner-shop/status.csv: the file is missing. Add it, or remove the folder.");
    }

    @Test
    void listsEveryFaultAtOnce() {
        // Given
        TestChannel folder = TestChannel.in(root).with("status.csv", TestChannel.STATUSES + "a,B,\nc,D,\n").with("order.jslt", "{");
        // When
        BrokenMappings broken = catchThrowableOfType(BrokenMappings.class, folder::registry);
        // Then
        assertThat(broken.faults()).extracting(Fault::place).startsWith(root + "/corner-shop/status.csv:4", root + "/corner-shop/status.csv:5")
            .last().asString().startsWith(root + "/corner-shop/order.jslt");
    }

    @Test
    void refusesAFolderWhoseNameIsNoChannels() throws Exception {
        // Given
        Files.createDirectory(root.resolve("Corner Shop"));
        // When
        BrokenMappings broken = catchThrowableOfType(BrokenMappings.class, () -> MappingRegistry.of(root, false));
        // Then
        assertThat(broken).hasMessageContaining("\"Corner Shop\" is no channel's name. Rename the folder");
    }

    @Test
    void refusesAFileThatIsNotUtf8() throws Exception {
        // Given
        TestChannel folder = TestChannel.in(root);
        Files.write(root.resolve("corner-shop/status.csv"), "word,status,note\ngegenüber,PENDING,\n".getBytes(StandardCharsets.ISO_8859_1));
        // When
        BrokenMappings broken = catchThrowableOfType(BrokenMappings.class, folder::registry);
        // Then
        assertThat(broken).hasMessage(root + "/corner-shop/status.csv: the file is not in UTF-8. Save it as UTF-8.");
    }

    @Test
    void refusesADirectoryThatIsNotThere() {
        assertThat(catchThrowableOfType(BrokenMappings.class, () -> MappingRegistry.of(root.resolve("nowhere"), false)))
            .hasMessageContaining("there is no such directory. Set ordersync.mappings.dir");
    }

    @Test
    void refusesADirectoryWithoutChannels() {
        // When
        BrokenMappings broken = catchThrowableOfType(BrokenMappings.class, () -> MappingRegistry.of(root, false));
        // Then
        assertThat(broken).hasMessage(root + ": there is no channel in this directory. Name the one that holds the channels' folders, "
            + "with ordersync.mappings.dir or with the workbench's --dir.");
    }
}
