package mappings;

import java.util.function.Function;

/** Compiles what an engineer writes in {@code mappings/}. */
interface MappingLanguage {

    /**
     * @param place    the file's name, for faults and failures
     * @param text     the expression or mapping
     * @param statuses what {@code status(word)} looks words up in
     * @param imports  gives the text of a file of the same folder, or null where there is none
     * @throws SyntaxFault where the text is not of the language
     */
    Transformation compile(String place, String text, StatusTable statuses, Function<String, String> imports);

    /** @see MappingLanguage#compile */
    final class SyntaxFault extends RuntimeException {
        private final int line;
        private final int column;

        /** Line and column from 1; 0 where they are not known. */
        SyntaxFault(String message, int line, int column) {
            super(message);
            this.line = line;
            this.column = column;
        }

        int line() {
            return line;
        }

        int column() {
            return column;
        }
    }
}
