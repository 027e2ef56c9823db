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
import java.util.Random;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What PostgreSQL has of the texts that were sent to it, in either form of its protocol. */
class TextArrayTest {

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

    private static void assertArrives(List<String> texts, boolean inBinary) throws SQLException {
        // Given
        String url = TestServers.addresses().get("quarkus.datasource.jdbc.url");
        String options = (url.contains("?") ? "&" : "?") + "user=postgres&prepareThreshold=-1&binaryTransfer=" + inBinary;
        try (Connection connection = DriverManager.getConnection(url + options);
             PreparedStatement query = connection.prepareStatement("select text from unnest(?) with ordinality as _ (text, place) order by place")) {
            // When
            query.setObject(1, TextArray.of(texts, Function.identity()));

            // Then
            List<String> arrived = new ArrayList<>();
            try (ResultSet row = query.executeQuery()) {
                while (row.next()) {
                    arrived.add(row.getString(1));
                }
            }
            assertThat(arrived).isEqualTo(texts);
        }
    }
}
