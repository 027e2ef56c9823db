package access;

import jakarta.annotation.security.PermitAll;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.container.ResourceInfo;
import java.lang.reflect.Method;

/** Addresses at which nobody has to sign in. There a token is not looked at, and asking for one could block the event loop. */
final class OpenToAll {

    private OpenToAll() {
    }

    static boolean is(ResourceInfo resource) {
        Method method = resource.getResourceMethod();
        return method.isAnnotationPresent(PermitAll.class)
            || resource.getResourceClass().isAnnotationPresent(PermitAll.class) && !method.isAnnotationPresent(RolesAllowed.class);
    }
}
