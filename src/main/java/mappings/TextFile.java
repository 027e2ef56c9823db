package mappings;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file that a person wrote, in whatever editor. */
final class TextFile {

    /** What Excel and some editors begin a file in UTF-8 with. */
    private static final String BYTE_ORDER_MARK = "\uFEFF";

    private TextFile() {
    }

    /**
     * Its text in UTF-8, without a byte order mark.
     *
     * @throws java.nio.charset.CharacterCodingException where it is not in UTF-8
     */
    static String read(Path file) throws IOException {
        String text = Files.readString(file);
        return text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text;
    }
}
