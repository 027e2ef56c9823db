package http;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.HexFormat;

/** Whom a limit by address counts as one. */
public final class ClientNetwork {

    private static final String UNKNOWN = "unknown";
    private static final int IPV6_NETWORK_BYTES = 8;

    private ClientNetwork() {
    }

    /**
     * The address; of IPv6 the network, for whoever has one address there has all of it.
     *
     * @param address null: a proxy told one that is none, and all of those are one
     */
    public static String of(String address) {
        if (address == null) {
            return UNKNOWN;
        }
        if (address.indexOf(':') < 0) {
            return address;
        }
        try {
            byte[] bytes = InetAddress.getByName(address).getAddress();
            return HexFormat.of().formatHex(bytes, 0, Math.min(bytes.length, IPV6_NETWORK_BYTES));
        } catch (UnknownHostException noAddress) {
            return address;
        }
    }
}
