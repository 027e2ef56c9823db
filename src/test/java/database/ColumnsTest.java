package database;

import static org.assertj.core.api.Assertions.assertThat;

import embedded.TestServers;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What PostgreSQL has of the rows that were sent to it, in either form of its protocol. */
class ColumnsTest {

    private static final String WORD = "đã giao";
    private static final List<String> ODD = Arrays.asList(null, "", "NULL", "null", "a,b", "{}", "\"", "\\", "\\\"", " ", "\n", WORD, "😀", "x".repeat(70_000));

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void allTextsArriveAsTheyAre(boolean inBinary) throws SQLException {
        assertArrives(ODD, inBinary);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void noTextsAreAnEmptyArray(boolean inBinary) throws SQLException {
        assertArrives(List.of(), inBinary);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void textsThatFollowThemselvesArriveAsOftenAsTheyWereGiven(boolean inBinary) throws SQLException {
        assertArrives(Arrays.asList(WORD, WORD, null, null, WORD, "", "", WORD, WORD, WORD), inBinary);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void anySequenceArrivesInItsOrder(boolean inBinary) throws SQLException {
        for (int seed = 0; seed < 50; seed++) {
            Random random = new Random(seed);
            assertArrives(Stream.generate(() -> ODD.get(random.nextInt(ODD.size() - 1))).limit(random.nextInt(300)).toList(), inBinary);
        }
    }

    private record Row(String text, long time, int small, boolean flag) { }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void columnsOfAllKindsArriveInTheOrderInWhichTheyWereNamed(boolean inBinary) throws SQLException {
        // Given
        long latest = 253_402_300_799_999_999L;
        List<Row> rows = List.of(new Row(WORD, 0, -1, true), new Row(null, latest, Integer.MAX_VALUE, false), new Row("", 7, 0, true));
        String select = "select concat_ws('|', time, coalesce(text, 'none'), flag, coalesce(rare::text, 'none'), small)"
            + " from unnest(?, ?, ?, ?, ?) with ordinality as _ (time, text, flag, rare, small, place) order by place";
        try (Connection connection = connect(inBinary); PreparedStatement query = connection.prepareStatement(select)) {
            // When
            Object[] columns = Columns.of(rows).times(Row::time).texts(Row::text).flags(Row::flag).times(Row::time, 7).ints(Row::small).arrays().toArray();

            // Then
            assertThat(texts(query, columns)).containsExactly("1970-01-01 00:00:00+00|đã giao|t|1970-01-01 00:00:00+00|-1",
                "9999-12-31 23:59:59.999999+00|none|f|9999-12-31 23:59:59.999999+00|2147483647", "1970-01-01 00:00:00.000007+00||t|none|0");
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void whatNoRowHasIsNullBesideWhatTheyHave(boolean inBinary) throws SQLException {
        // Given
        List<Row> rows = List.of(new Row(null, 7, 1, true), new Row(null, 7, 2, true));
        String select = "select concat_ws('|', small, coalesce(text, 'none'), coalesce(time::text, 'none')) from (select unnest(?) as text, unnest(?) as small, unnest(?) as time) as _";
        try (Connection connection = connect(inBinary); PreparedStatement query = connection.prepareStatement(select)) {
            // When
            Object[] columns = Columns.of(rows).texts(Row::text).ints(Row::small).times(Row::time, 7).arrays().toArray();

            // Then
            assertThat(texts(query, columns)).containsExactly("1|none|none", "2|none|none");
        }
    }

    private static void assertArrives(List<String> texts, boolean inBinary) throws SQLException {
        // Given
        String select = "select text from unnest(?) with ordinality as _ (text, place) order by place";
        try (Connection connection = connect(inBinary); PreparedStatement query = connection.prepareStatement(select)) {
            // When
            Object[] columns = Columns.of(texts).texts(Function.identity()).arrays().toArray();

            // Then
            assertThat(texts(query, columns)).isEqualTo(texts.stream().allMatch(Objects::isNull) ? List.of() : texts);
        }
    }

    private static Connection connect(boolean inBinary) throws SQLException {
        String url = TestServers.addresses().get("quarkus.datasource.jdbc.url");
        return DriverManager.getConnection(url + (url.contains("?") ? "&" : "?") + "user=postgres&options=-c%20TimeZone=UTC&prepareThreshold=-1&binaryTransferEnable=BOOL_ARRAY,TIMESTAMPTZ_ARRAY&binaryTransfer=" + inBinary);
    }

    private static List<String> texts(PreparedStatement query, Object[] columns) throws SQLException {
        for (int i = 0; i < columns.length; i++) {
            query.setObject(i + 1, columns[i]);
        }
        List<String> arrived = new ArrayList<>();
        try (ResultSet row = query.executeQuery()) {
            while (row.next()) {
                arrived.add(row.getString(1));
            }
        }
        return arrived;
    }
}
