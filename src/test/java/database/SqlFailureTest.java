package database;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SqlFailureTest {

    @ParameterizedTest
    @CsvSource({"21000,true", "22003,true", "23505,true", "54000,true", "08006,false", "40001,false", "53300,false", "55P03,false", "57P01,false", "'',false", ",false"})
    void tellsWrongValuesFromADatabaseThatIsAwayOrBusy(String state, boolean isOfValues) {
        assertThat(SqlFailure.isOfValues(new SQLException("it failed", state))).isEqualTo(isOfValues);
    }

    @ParameterizedTest
    @CsvSource({"55P03,true", "40P01,false", "57014,false", ",false"})
    void tellsARowThatSomebodyHoldsFromTheRest(String state, boolean isHeld) {
        assertThat(SqlFailure.isHeldByOthers(new SQLException("it failed", state))).isEqualTo(isHeld);
    }
}
