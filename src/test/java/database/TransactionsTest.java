package database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import embedded.TestServers;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TransactionsTest {

    private Connection connection;

    @BeforeEach
    void connect() throws SQLException {
        connection = DriverManager.getConnection(TestServers.addresses().get("quarkus.datasource.jdbc.url"), "postgres", "postgres");
        execute("create temporary table kept (word text)");
    }

    @AfterEach
    void close() throws SQLException {
        connection.close();
    }

    @Test
    void whatReturnsIsKept() throws SQLException {
        boolean done = Transactions.run(connection, () -> execute("insert into kept values ('this')"));

        assertThat(done).isTrue();
        assertThat(kept()).isEqualTo(1);
        assertThat(connection.getAutoCommit()).isTrue();
    }

    @Test
    void ofWhatThrowsNothingIsKept() throws SQLException {
        assertThatThrownBy(() -> Transactions.run(connection, () -> {
            execute("insert into kept values ('this')");
            throw new IllegalStateException("not so");
        })).hasMessage("not so");

        assertThat(kept()).isZero();
        assertThat(connection.getAutoCommit()).isTrue();
    }

    @Test
    void aRollbackThatFailsDoesNotHideTheCause() {
        assertThatThrownBy(() -> Transactions.run(connection, () -> {
            connection.close();
            throw new IllegalStateException("the cause");
        })).hasMessage("the cause").satisfies(cause -> assertThat(cause.getSuppressed()).hasSize(1));
    }

    private boolean execute(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
            return true;
        }
    }

    private int kept() throws SQLException {
        try (Statement statement = connection.createStatement(); ResultSet row = statement.executeQuery("select count(*) from kept")) {
            row.next();
            return row.getInt(1);
        }
    }
}
