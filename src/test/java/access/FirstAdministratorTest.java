package access;

import static org.assertj.core.api.Assertions.assertThat;

import database.OwnDatabase;
import database.Sql;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Of replicas that start at once on an empty database one makes the first user, and so one prints a password. */
class FirstAdministratorTest {

    private static final int REPLICAS = 8;

    @Test
    void isMadeByOneOfThoseThatStartAtOnce() throws Exception {
        // Given
        ExecutorService replicas = Executors.newFixedThreadPool(REPLICAS);
        try (OwnDatabase database = OwnDatabase.migrated("first_administrator", REPLICAS)) {
            Users users = new Users(new Sql(database.pool));

            // When
            List<Future<Boolean>> made = replicas.invokeAll(IntStream.range(0, REPLICAS)
                .mapToObj(i -> (Callable<Boolean>) () -> users.addFirst("admin", "Administrator", "hash-" + i, Access.ADMIN)).toList());

            // Then
            long makers = 0;
            for (Future<Boolean> one : made) {
                makers += one.get() ? 1 : 0;
            }
            assertThat(makers).isEqualTo(1);
            assertThat(users.addFirst("another", "Another", "hash", Access.ADMIN)).isFalse();
        } finally {
            replicas.shutdownNow();
        }
    }
}
