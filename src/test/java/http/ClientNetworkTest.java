package http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ClientNetworkTest {

    @Test
    void anAddressOfIpv4IsItself() {
        assertThat(ClientNetwork.of("203.0.113.7")).isEqualTo("203.0.113.7");
    }

    @Test
    void allOfWhomAProxyTellsNoAddressAreOne() {
        assertThat(ClientNetwork.of(null)).isEqualTo("unknown");
    }

    @Test
    void addressesOfOneIpv6NetworkAreOneAndThoseOfTheNextAnother() {
        assertThat(ClientNetwork.of("2001:db8:1:2::1")).isEqualTo(ClientNetwork.of("2001:db8:1:2:ffff:0:0:9"))
            .isNotEqualTo(ClientNetwork.of("2001:db8:1:3::1"));
    }
}
