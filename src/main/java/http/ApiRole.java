package http;

import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.ws.rs.core.Response;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;
import roles.Role;
import roles.Roles;

/** Where {@code ordersync.roles} has no {@code api}, the API's addresses are not there. */
public final class ApiRole {

    /** Asked at each request: filters are made before the configuration of the start is known. */
    @Inject
    Instance<Roles> roles;

    @ServerRequestFilter
    public Response refuseWithoutRole() {
        return roles.get().has(Role.API) ? null
            : ProblemMapper.answer(Problem.of(404, "This process does not serve the API: ordersync.roles is without api."));
    }
}
