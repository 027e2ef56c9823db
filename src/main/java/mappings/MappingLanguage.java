package mappings;

import java.util.Set;
import java.util.function.Function;

/** Compiles what an engineer writes in {@code mappings/}. */
interface MappingLanguage {

    /** What a message has beside its body. */
    Set<String> VARIABLES = Set.of("source", "headers");

    /**
     * @param place    the file's name, for faults and failures
     * @param text     the expression or mapping
     * @param statuses what {@code status(word)} looks words up in
     * @param variables what the engine sets for it, without the dollar
     * @param imports  gives the text of a file of the same folder, or null where there is none
     * @throws SyntaxFault where the text is not of the language
     */
    Transformation compile(String place, String text, StatusTable statuses, Set<String> variables, Function<String, String> imports);

    /**
     * Checks what a mapping that compiles writes, as far as that can be told before there is a message.
     *
     * @throws SyntaxFault where it writes what no message may have, or leaves out what each needs
     */
    void checkOutput(String text);

    /** @see MappingLanguage#compile */
    final class SyntaxFault extends RuntimeException {
        private final int line;
        private final int column;
        private final String file;

        /** Line and column from 1; 0 where they are not known. */
        SyntaxFault(String message, int line, int column) {
            this(message, line, column, null);
        }

        /** @param file the imported file it stands in; null: the text itself */
        SyntaxFault(String message, int line, int column, String file) {
            super(message);
            this.line = line;
            this.column = column;
            this.file = file;
        }

        String file() {
            return file;
        }

        int line() {
            return line;
        }

        int column() {
            return column;
        }
    }
}
