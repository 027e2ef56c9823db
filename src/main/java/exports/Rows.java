package exports;

import java.io.IOException;
import java.util.List;

/** A file as it is written, row by row. */
interface Rows {

    /** @param cells texts, numbers, times, truths or nulls, one a column */
    void row(List<Object> cells) throws IOException;

    /** Writes the end of the file; without it the file is none. Leaves the stream open. */
    void end() throws IOException;
}
