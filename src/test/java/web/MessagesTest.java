package web;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The pages' words: complete in both languages, and there for each that the pages ask for. */
class MessagesTest {

    private static final Path APP = Path.of("src/main/resources/web/app");
    private static final Pattern ENTRY = Pattern.compile("^ {2}'([^']+)': (.*)$", Pattern.MULTILINE);
    private static final Pattern PLACE = Pattern.compile("\\{(\\w+)}");
    /** t('key' and the like; keys that are put together of parts are not seen. */
    private static final Pattern ASKED = Pattern.compile("\\bt\\('([^'$]+)'");

    @Test
    void bothLanguagesHaveTheSameKeys() {
        // Given
        Map<String, String> vietnamese = words("vi");

        // When
        Map<String, String> english = words("en");

        // Then
        assertThat(english.keySet()).containsExactlyInAnyOrderElementsOf(vietnamese.keySet());
    }

    @Test
    void bothLanguagesNameTheSameValues() {
        // Given
        Map<String, String> vietnamese = words("vi");
        Map<String, String> english = words("en");

        // When
        Set<String> different = vietnamese.keySet().stream()
            .filter(key -> !places(vietnamese.get(key)).equals(places(english.getOrDefault(key, "")))).collect(Collectors.toCollection(TreeSet::new));

        // Then
        assertThat(different).isEmpty();
    }

    @Test
    void noMessageIsEmpty() {
        // Given
        List<String> languages = List.of("vi", "en");

        // When
        List<String> empty = languages.stream().flatMap(language -> words(language).entrySet().stream())
            .filter(entry -> entry.getValue().startsWith("''")).map(Map.Entry::getKey).toList();

        // Then
        assertThat(empty).isEmpty();
    }

    @Test
    void thereAreWordsForEachKeyThatThePagesAskFor() {
        // Given
        Set<String> known = words("vi").keySet();

        // When
        Set<String> asked = sources().flatMap(source -> ASKED.matcher(source).results()).map(found -> found.group(1)).collect(Collectors.toSet());

        // Then
        assertThat(known).containsAll(asked);
    }

    @Test
    void nothingOfAMessageIsEverReadAsHtml() {
        // Given
        List<String> waysIn = List.of("unsafeHTML", "unsafeSVG", "innerHTML", "outerHTML", "insertAdjacentHTML", "document.write");

        // When
        List<String> used = sources().flatMap(source -> waysIn.stream().filter(source::contains)).toList();

        // Then
        assertThat(used).isEmpty();
    }

    private static Set<String> places(String message) {
        return PLACE.matcher(message).results().map(MatchResult::group).collect(Collectors.toSet());
    }

    private static Map<String, String> words(String language) {
        Map<String, String> words = new TreeMap<>();
        files(APP.resolve("messages").resolve(language)).forEach(file -> {
            Matcher entry = ENTRY.matcher(read(file));
            while (entry.find()) {
                assertThat(words.put(entry.group(1), entry.group(2))).as("%s is there once", entry.group(1)).isNull();
            }
        });
        assertThat(words).isNotEmpty();
        return words;
    }

    private static Stream<String> sources() {
        return files(APP).filter(file -> !file.startsWith(APP.resolve("messages"))).map(MessagesTest::read);
    }

    private static Stream<Path> files(Path folder) {
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(file -> file.toString().endsWith(".js")).toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
