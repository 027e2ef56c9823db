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
            fault("channel.yaml", TestChannel.YAML.replace("map: order.jslt", "map: order.jslt\n    ignore: both"), "channel.yaml:11: an event needs either map or ignore."),
            fault("channel.yaml", TestChannel.YAML.replace("events:\n", "events:\n  - otherwise: ignore\n"), "channel.yaml:11: otherwise takes every message"),
            fault("channel.yaml", TestChannel.YAML + "shop: id(.other)\n", "channel.yaml:15: the key shop stands here twice."),
            fault("channel.yaml", TestChannel.YAML + "test: [\n", "channel.yaml:16: broken YAML: "),
            fault("channel.yaml", "", "channel.yaml:1: the file holds no keys."),
            fault("order.jslt", TestChannel.MAPPING.replace("id(.status),", "id(.status)"), "order.jslt:5:3: unexpected \"timestamp\", or something is missing before it. Mend the mapping"),
            fault("order.jslt", "{\"status\": ", "order.jslt:1:11: the text ends too early."),
            fault("order.jslt", "{]", "order.jslt:1:2: unexpected ], or something is missing before it."),
            fault("order.jslt", TestChannel.MAPPING.replace("instant(", "instnt("), "order.jslt:5:"),
            fault("order.jslt", "import \"../lazada/order-status.jslt\" as l\n" + TestChannel.MAPPING, "the imported file ../lazada/order-status.jslt is not in the channel's folder."),
            fault("status.csv", TestChannel.STATUSES + "lost,MISSING,\n", "status.csv:4: \"MISSING\" is none of our statuses. Use one of "),
            fault("status.csv", TestChannel.STATUSES + "OPEN,PENDING,\n", "status.csv:4: the word \"OPEN\" stands in line 2 already. Keep one of them."),
            fault("status.csv", TestChannel.STATUSES + "lost\n", "status.csv:4: a row needs a word and a status."),
            fault("status.csv", "open,PENDING\n", "status.csv:1: the first line is not the heading. Write word,status,note there."));
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
        assertThat(broken).hasMessageStartingWith("mappings/corner-shop/").hasMessageContaining(message).hasMessageEndingWith(".");
    }

    @Test
    void namesAMissingFile() {
        // Given
        TestChannel folder = TestChannel.in(root).without("status.csv");
        // When
        BrokenMappings broken = catchThrowableOfType(BrokenMappings.class, folder::registry);
        // Then
        assertThat(broken).hasMessage("mappings/corner-shop/status.csv: the file is missing. Add it, or remove the folder.");
    }

    @Test
    void listsEveryFaultAtOnce() {
        // Given
        TestChannel folder = TestChannel.in(root).with("status.csv", TestChannel.STATUSES + "a,B,\nc,D,\n").with("order.jslt", "{");
        // When
        BrokenMappings broken = catchThrowableOfType(BrokenMappings.class, folder::registry);
        // Then
        assertThat(broken.faults()).extracting(Fault::place).startsWith("mappings/corner-shop/status.csv:4", "mappings/corner-shop/status.csv:5")
            .last().asString().startsWith("mappings/corner-shop/order.jslt");
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
        assertThat(broken).hasMessage("mappings/corner-shop/status.csv: the file is not in UTF-8. Save it as UTF-8.");
    }

    @Test
    void refusesADirectoryThatIsNotThere() {
        assertThat(catchThrowableOfType(BrokenMappings.class, () -> MappingRegistry.of(root.resolve("nowhere"), false)))
            .hasMessageContaining("there is no such directory. Set ordersync.mappings.dir");
    }
}
