package access;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import database.Sql;
import http.JsonBody;
import http.ProblemException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * A user as an administrator sees them.
 *
 * @param locked   too many sign-ins failed of late
 * @param password whether they have one; without it they sign in with the provider alone
 */
@Schema(name = "Account")
@JsonNaming(SnakeCaseStrategy.class)
record Account(String username, String name, List<String> roles, String dealerId, String language, boolean locked, boolean enabled, boolean password,
               Instant createdAt, Instant lastSignInAt) {

    private static final Pattern USERNAME = Pattern.compile("[a-z0-9][a-z0-9._@-]{0,63}");
    private static final int MAX_NAME = 100;

    static Account of(ResultSet row) throws SQLException {
        return new Account(row.getString("username"), row.getString("name"), List.of((String[]) row.getArray("roles").getArray()), row.getString("dealer_id"),
            row.getString("language"), row.getBoolean("locked"), row.getBoolean("enabled"), row.getBoolean("has_password"), Sql.instant(row, "created_at"),
            Sql.instant(row, "last_sign_in_at"));
    }

    /**
     * All that an administrator says of a user.
     *
     * @param dealerId of the role dealer, and only of it; else null
     */
    @Schema(name = "User settings", requiredProperties = {"name", "roles", "enabled"})
    @JsonNaming(SnakeCaseStrategy.class)
    record Settings(String name, List<String> roles, String dealerId, boolean enabled, String language) {

        /** @throws ProblemException 400: a field is not what it must be */
        static Settings of(JsonBody fields, boolean enabled) {
            String name = fields.text("name");
            if (name.length() > MAX_NAME) {
                throw ProblemException.badParameter("name", "at most " + MAX_NAME + " characters");
            }
            List<String> roles = fields.texts("roles", Access.ROLES.size()).stream().distinct().sorted().toList();
            if (roles.isEmpty() || !Access.ROLES.containsAll(roles)) {
                throw ProblemException.badParameter("roles", "one or several of " + String.join(", ", Access.ROLES));
            }
            String dealerId = fields.optionalText("dealer_id").orElse(null);
            if (roles.contains(Access.DEALER) && (roles.size() > 1 || dealerId == null)) {
                throw ProblemException.badParameter("roles", "dealer alone, with a dealer_id, or others without it");
            }
            if (!roles.contains(Access.DEALER) && dealerId != null) {
                throw ProblemException.badParameter("dealer_id", "left out where the role is not dealer");
            }
            return new Settings(name, roles, dealerId, enabled, language(fields.optionalText("language").orElse("vi")));
        }

        private static String language(String language) {
            if (!language.equals("vi") && !language.equals("en")) {
                throw ProblemException.badParameter("language", "vi or en");
            }
            return language;
        }
    }

    /** @throws ProblemException 400: it is none */
    static String username(String text) {
        String username = text.toLowerCase(Locale.ROOT);
        if (!USERNAME.matcher(username).matches()) {
            throw ProblemException.badParameter("username", "1 to 64 letters, digits and . _ @ -, the first a letter or digit");
        }
        return username;
    }
}
