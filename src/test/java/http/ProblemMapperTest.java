package http;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.ws.rs.core.Response;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProblemMapperTest {

    private final ProblemMapper mapper = new ProblemMapper();

    @ParameterizedTest
    @CsvSource({"08006, 503", "53300, 503", "57P01, 503", "25006, 503", "40001, 503", "40P01, 503", "55P03, 503", "57014, 503", "22021, 400", "42P01, 500"})
    void aFailureOfPostgresqlIsAnsweredByWhatItMeans(String state, int status) {
        assertThat(mapper.unexpected(new IllegalStateException(new SQLException("said", state))).getStatus()).isEqualTo(status);
    }

    @Test
    void aPoolThatHasNoConnectionToGiveIsAPostgresqlThatIsAway() {
        // When
        Response answer = mapper.unexpected(new SQLException("Sorry, acquisition timeout!"));

        // Then
        assertThat(answer.getStatus()).isEqualTo(503);
        assertThat(answer.getHeaderString("Retry-After")).isEqualTo("5");
    }
}
