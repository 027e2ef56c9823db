package http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CursorTest {

    @ParameterizedTest
    @ValueSource(strings = {"1970-01-01T00:00:00Z", "2026-05-01T00:00:00.000001Z", "9999-12-31T23:59:59.999999Z"})
    void ofEachTimeThatARowMayHaveThePageAfterItIsFound(String time) {
        Cursor cursor = new Cursor(Instant.parse(time), 7);
        assertThat(Cursor.parse(cursor.text())).contains(cursor);
    }
}
