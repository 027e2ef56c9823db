package access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import database.OwnDatabase;
import database.Sql;
import java.sql.SQLException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KnownDevicesTest {

    @ParameterizedTest
    @ValueSource(strings = {"P24856D", "PT-1S", "P40000000000D"})
    void theStartRefusesATimeThatNoCookieIsKept(Duration time) {
        assertThatThrownBy(() -> KnownDevices.check(time)).isInstanceOf(IllegalStateException.class)
            .hasMessageContainingAll("ordersync.security.device-for", "24855d");
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT0S", "P180D", "P24855D"})
    void theStartTakesATimeThatACookieCanBeKept(Duration time) {
        assertThatNoException().isThrownBy(() -> KnownDevices.check(time));
    }

    /** As a process does in a rolling upgrade that is of a release from before the devices. */
    @ParameterizedTest
    @ValueSource(strings = {"password = 'another'", "enabled = false"})
    void aReleaseThatKnowsOfNoDevicesForgetsThemAllTheSame(String change) throws SQLException {
        try (OwnDatabase database = OwnDatabase.migrated("known_devices")) {
            // Given
            Sql sql = new Sql(database.pool);
            sql.update("insert into app_user (username, name, roles, password) values ('lan', 'Lan', '{viewer}', 'one')");
            String before = devices(sql);

            // When
            sql.update("update app_user set " + change + " where username = 'lan'");

            // Then
            assertThat(devices(sql)).isNotEqualTo(before);
        }
    }

    @Test
    void whatElseChangesOfAUserLeavesThemKnown() throws SQLException {
        try (OwnDatabase database = OwnDatabase.migrated("known_devices")) {
            // Given
            Sql sql = new Sql(database.pool);
            sql.update("insert into app_user (username, name, roles, password) values ('lan', 'Lan', '{viewer}', 'one')");
            String before = devices(sql);

            // When
            sql.update("update app_user set name = 'Nguyễn Thị Lan', roles = '{operator}', enabled = true, password = 'one', last_sign_in_at = now() where username = 'lan'");

            // Then
            assertThat(devices(sql)).isEqualTo(before);
        }
    }

    private static String devices(Sql sql) {
        return sql.query("select devices::text from app_user", row -> row.getString(1)).get(0);
    }
}
