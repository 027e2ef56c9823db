package exports;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import http.PageOf;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.ZipFile;
import org.dhatim.fastexcel.Worksheet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Files of any length. */
class RowsTest {

    private static final int MILLION = 1_000_000;
    private static final int FEW = 100_000;
    /** What a hundredth of the rows takes: fastexcel remembers four bytes of each. */
    private static final long ROOM_BYTES = 16 << 20;
    private static final Table<Integer> TABLE = Table.<Integer>of("numbers").with("number", number -> number).with("text", number -> "row " + number);

    @ParameterizedTest
    @EnumSource
    void aMillionRowsTakeNoMoreMemoryThanFew(ExportFormat format) throws IOException {
        // Given
        List<Long> used = new ArrayList<>();

        // When
        write(format, MILLION, OutputStream.nullOutputStream(), row -> {
            if (row == FEW || row == MILLION) {
                used.add(usedBytes());
            }
        });

        // Then
        assertThat(used).hasSize(2);
        assertThat(used.get(1) - used.get(0)).isLessThan(ROOM_BYTES);
    }

    @Test
    void whatASheetDoesNotHoldIsOnTheNext(@TempDir Path directory) throws IOException {
        // Given
        Path file = directory.resolve("numbers.xlsx");

        // When a sheet is full, its heading among the rows, and there is one row more
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
            write(ExportFormat.XLSX, Worksheet.MAX_ROWS, out, row -> { });
        }

        // Then
        try (ZipFile book = new ZipFile(file.toFile())) {
            String second = new String(book.getInputStream(book.getEntry("xl/worksheets/sheet2.xml")).readAllBytes(), UTF_8);
            assertThat(second).contains("text", "row " + Worksheet.MAX_ROWS + "<").doesNotContain("row " + (Worksheet.MAX_ROWS - 1) + "<");
            assertThat(book.getEntry("xl/worksheets/sheet3.xml")).isNull();
        }
    }

    private interface Watch {
        void at(int row);
    }

    private static void write(ExportFormat format, int count, OutputStream out, Watch watch) throws IOException {
        Exports.<Integer, Integer>rows(format, TABLE, (cursor, limit) -> {
            int first = cursor == null ? 1 : cursor;
            List<Integer> numbers = new ArrayList<>();
            for (int number = first; number < first + limit && number <= count; number++) {
                numbers.add(number);
                watch.at(number);
            }
            return new PageOf<>(numbers, first + limit <= count ? first + limit : null);
        }, out, () -> { });
    }

    private static long usedBytes() {
        System.gc();
        return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
    }
}
