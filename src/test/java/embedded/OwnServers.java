package embedded;

import io.quarkus.test.junit.QuarkusTestProfile;
import java.util.List;
import java.util.Map;

/** Some roles on servers of the test's own, which it stops and starts; no long wait for a connection that does not come. */
public abstract class OwnServers implements QuarkusTestProfile {

    private final String roles;

    protected OwnServers(String roles) {
        this.roles = roles;
    }

    @Override
    public Map<String, String> getConfigOverrides() {
        return Map.of("ordersync.roles", roles, "quarkus.datasource.jdbc.acquisition-timeout", "1s");
    }

    @Override
    public List<TestResourceEntry> testResources() {
        return List.of(new TestResourceEntry(StoppableServers.class));
    }

    /** The servers all other tests share must go on running. */
    @Override
    public boolean disableGlobalTestResources() {
        return true;
    }
}
