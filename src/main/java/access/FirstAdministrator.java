package access;

import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import roles.Role;
import roles.Roles;

/** Where there is no user yet, makes {@code admin}; and reads the key that signs tokens, before the first who needs it. */
@ApplicationScoped
class FirstAdministrator {

    static final String USERNAME = "admin";

    void make(@Observes StartupEvent event, Roles roles, SecurityConfig config, Users users, Passwords passwords, SigningKey key) {
        if (!roles.has(Role.API)) {
            return;
        }
        key.get();
        if (users.any()) {
            return;
        }
        String password = config.adminPassword().filter(given -> !given.isBlank()).orElseGet(passwords::random);
        boolean made = users.addFirst(USERNAME, "Administrator", passwords.hash("ordersync.security.admin-password", password), Access.ADMIN);
        // Of replicas that start at once, one made it; the others' passwords are nobody's.
        if (made && config.adminPassword().filter(given -> !given.isBlank()).isEmpty()) {
            System.out.printf("%nThe first start made the user %s with the password %s%nIt is not shown again: sign in and change it.%n%n", USERNAME, password);
        }
    }
}
