package credit;

import jakarta.enterprise.context.ApplicationScoped;
import java.sql.SQLException;

/** Releases orders that wait for credit once there is room for them, oldest first, each that fits. */
@ApplicationScoped
public class Releases {

    /** Looks at the pools in which room was made or a lock was lifted. Returns how many orders were released. */
    public int run() throws SQLException {
        throw new UnsupportedOperationException("under construction");
    }
}
