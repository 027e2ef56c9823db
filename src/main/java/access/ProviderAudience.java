package access;

import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/** A provider signs tokens for many applications, and those for others must not open this one: the start wants to know which are for us. */
@ApplicationScoped
class ProviderAudience {

    private static final String KEY = "quarkus.oidc.token.audience";
    /** Quarkus' word for not looking. */
    private static final String ANY = "any";

    void check(@Observes StartupEvent event, @ConfigProperty(name = "quarkus.oidc.tenant-enabled", defaultValue = "false") boolean enabled,
               @ConfigProperty(name = KEY) Optional<List<String>> audience) {
        check(enabled, audience);
    }

    /** @throws IllegalStateException a provider is configured, and not whom its tokens must be for */
    static void check(boolean enabled, Optional<List<String>> audience) {
        if (enabled && audience.filter(named -> !named.isEmpty() && !named.contains(ANY)).isEmpty()) {
            throw new IllegalStateException(KEY + " must name whom the provider's tokens are for: the value of quarkus.oidc.client-id, and with a comma what its access tokens "
                + "name in \"aud\", if that is another; not \"any\". Without it a token of any other application of the provider would be let in");
        }
    }
}
