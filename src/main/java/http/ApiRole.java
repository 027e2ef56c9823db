package http;

import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.ws.rs.core.Response;
import java.util.Locale;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;
import org.jboss.resteasy.reactive.server.SimpleResourceInfo;
import roles.Role;
import roles.Roles;

/** Where {@code ordersync.roles} has no {@code api}, the API's addresses are not there; the same of a role that {@link ServedBy} names. */
public final class ApiRole {

    /** Asked at each request: filters are made before the configuration of the start is known. */
    @Inject
    Instance<Roles> roles;

    @ServerRequestFilter
    public Response refuseWithoutRole(SimpleResourceInfo resource) {
        ServedBy named = resource.getResourceClass().getAnnotation(ServedBy.class);
        Role role = named == null ? Role.API : named.value();
        return roles.get().has(role) ? null : ProblemMapper.answer(Problem.of(404, role == Role.API
            ? "This process does not serve the API: ordersync.roles is without api."
            : "This process does not serve this address: ordersync.roles is without " + role.name().toLowerCase(Locale.ROOT) + "."));
    }
}
