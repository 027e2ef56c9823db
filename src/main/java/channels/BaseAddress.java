package channels;

import java.net.URI;
import java.net.URISyntaxException;
import org.eclipse.microprofile.config.spi.Converter;

/** The base address of an API in the configuration, without the blanks around it and the slash at its end: every path begins with one. */
public final class BaseAddress implements Converter<String> {

    private static final long serialVersionUID = 1;

    @Override
    public String convert(String configured) {
        String address = configured.strip().replaceFirst("/+$", "");
        return address.isEmpty() ? null : address;
    }

    /** Whether paths can follow it: http or https and a host, without a query. */
    public static boolean isUsable(String address) {
        try {
            URI uri = new URI(address);
            return uri.getHost() != null && ("http".equalsIgnoreCase(uri.getScheme()) || "https".equalsIgnoreCase(uri.getScheme()))
                && uri.getRawQuery() == null && uri.getRawFragment() == null;
        } catch (URISyntaxException malformed) {
            return false;
        }
    }
}
