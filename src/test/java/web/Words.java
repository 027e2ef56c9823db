package web;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The pages' words in one language, from the files the pages have them from. */
final class Words {

    private static final Path MESSAGES = Path.of("src/main/resources/web/app/messages");
    private static final Pattern MESSAGE = Pattern.compile("'((?:[^'\\\\]|\\\\.)+)':\\s*'((?:[^'\\\\]|\\\\.)*)'");

    private final Map<String, String> words = new HashMap<>();

    private Words() {
    }

    static Words of(String language) {
        Words found = new Words();
        try (Stream<Path> files = Files.list(MESSAGES.resolve(language))) {
            for (Path file : files.toList()) {
                Matcher message = MESSAGE.matcher(Files.readString(file));
                while (message.find()) {
                    found.words.put(message.group(1), message.group(2).replace("\\'", "'"));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return found;
    }

    boolean has(String key) {
        return words.containsKey(key);
    }

    /** @param values name, value, name, value: what stands for {name} */
    String t(String key, String... values) {
        String text = words.get(key);
        if (text == null) {
            throw new IllegalArgumentException("There are no words for " + key);
        }
        for (int i = 0; i < values.length; i += 2) {
            text = text.replace("{" + values[i] + "}", values[i + 1]);
        }
        return text;
    }

    static List<String> languages() {
        return List.of("vi", "en");
    }
}
