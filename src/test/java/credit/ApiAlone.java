package credit;

import embedded.OwnServers;

/** The API on servers that its tests stop and start; they leave them running. */
public class ApiAlone extends OwnServers {

    public ApiAlone() {
        super("api");
    }
}
