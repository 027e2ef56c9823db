package http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.LocalDate;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KeyCursorTest {

    @ParameterizedTest
    @ValueSource(strings = {"0000-01-01", "1970-01-31", "9999-12-31"})
    void theDayOfALastRowIsReadAgain(String day) {
        // Given
        String next = new KeyCursor(List.of(LocalDate.parse(day).toString(), "o-1")).text();

        // When
        KeyCursor cursor = KeyCursor.parse(next, 2).orElseThrow();

        // Then
        assertThat(cursor.day(0)).isEqualTo(day);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "2026-02-30", "+10000-01-01", "-0001-01-01", "2026-1-100"})
    void whatIsNoDayIsRefused(String day) {
        // Given
        KeyCursor cursor = new KeyCursor(List.of(day));

        // When, Then
        assertThatThrownBy(() -> cursor.day(0)).isInstanceOf(ProblemException.class).hasMessageContaining("cursor: must be ");
    }
}
