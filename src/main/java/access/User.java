package access;

import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import com.fasterxml.jackson.databind.annotation.JsonNaming;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * A user as the page knows them.
 *
 * @param roles    as they were given
 * @param may      all roles that those hold
 * @param dealerId of the role dealer: whose account it is; else null
 * @param language vi or en
 */
@Schema(name = "User")
@JsonNaming(SnakeCaseStrategy.class)
public record User(String username, String name, List<String> roles, Set<String> may, String dealerId, String language) {

    static User of(ResultSet row) throws SQLException {
        List<String> roles = List.of((String[]) row.getArray("roles").getArray());
        return new User(row.getString("username"), row.getString("name"), roles, Access.allOf(roles), row.getString("dealer_id"), row.getString("language"));
    }
}
