package http;

import jakarta.inject.Inject;
import jakarta.ws.rs.core.Response;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;
import roles.Role;
import roles.Roles;

/** Where {@code ordersync.roles} has no {@code api}, the API's addresses are not there. */
public final class ApiRole {

    @Inject
    Roles roles;

    @ServerRequestFilter
    public Response refuseWithoutRole() {
        return roles.has(Role.API) ? null
            : ProblemMapper.answer(Problem.of(404, "This process does not serve the API: ordersync.roles is without api."));
    }
}
