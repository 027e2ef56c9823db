package demo;

import database.OwnDatabase;
import embedded.TestServers;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.Map;

/** A database of its own, in which another replica is to send the demo and has not begun. */
public class OtherReplica implements QuarkusTestResourceLifecycleManager {

    @Override
    public Map<String, String> start() {
        Map<String, String> config = new HashMap<>(TestServers.addresses());
        try (OwnDatabase database = OwnDatabase.migrated("demo_replica")) {
            config.put("quarkus.datasource.jdbc.url", database.url());
        } catch (SQLException e) {
            throw new IllegalStateException("The database of the demo's replicas was not made", e);
        }
        return config;
    }

    @Override
    public void stop() {
    }
}
