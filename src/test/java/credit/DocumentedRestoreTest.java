package credit;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** What docs/operate.md has run after a restore. */
class DocumentedRestoreTest {

    @Test
    void hasAllAccountsToldAgainAboveWhatWasTold() throws Exception {
        try (CreditDatabase database = new CreditDatabase("documented_restore")) {
            // Given dealers of which one has a change that is still to be told
            database.dealer("D-1", 100);
            database.dealer("D-2", 100, "D-1");
            database.execute("update dealer set version = 150 where customer_id = 'D-1'");
            database.execute("insert into credit_changed (customer_id) values ('D-1')");
            String operate = Files.readString(Path.of("docs/operate.md"));
            int from = operate.indexOf("with lifted as");

            // When
            database.execute(operate.substring(from, operate.indexOf("```", from)));

            // Then
            assertThat(database.column("select customer_id || ' ' || version from dealer order by 1")).containsExactly("D-1 1000150", "D-2 1000001");
            assertThat(database.column("select customer_id from credit_changed order by id")).containsExactlyInAnyOrder("D-1", "D-1", "D-2");
        }
    }
}
