package http;

import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.jboss.resteasy.reactive.RestQuery;

/** Which page of a list is asked for. Its methods answer what is wrong with a 400 that names the parameter. */
public class PageQuery {

    private static final int DEFAULT_LIMIT = 50;
    private static final int MAX_LIMIT = 200;

    @RestQuery
    @Parameter(description = "1 to 200, default 50")
    String limit;

    @RestQuery
    @Parameter(description = "next of the page before")
    String cursor;

    /** How many elements it has at most. */
    public int size() {
        return Parameters.count("limit", limit, DEFAULT_LIMIT, MAX_LIMIT);
    }

    /** What it follows; empty: it is the first. */
    public Optional<Cursor> after() {
        return Cursor.parse(cursor);
    }

    /** The same of a list that is ordered by so many texts. */
    public Optional<KeyCursor> after(int parts) {
        return KeyCursor.parse(cursor, parts);
    }
}
