package embedded;

import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/** Has the embedded servers run before the first route starts. */
@ApplicationScoped
class ServersFirst {

    void await(@Observes StartupEvent event) {
        MissingServers.await();
    }
}
