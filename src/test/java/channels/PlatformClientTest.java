package channels;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.any;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.options;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.tomakehurst.wiremock.WireMockServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlatformClientTest {

    private static final ApiRequest ORDER = ApiRequest.get("/order", Map.of(), null);
    private static final Duration LONG = Duration.ofMinutes(1);

    private final PlatformClient client = new PlatformClient();

    @Test
    void anAnswerWhoseRestNeverComesIsNotWaitedForLongerThanTheLimit() throws IOException {
        // Given a platform that sends the head of its answer, half of the body, and then nothing
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Thread platform = new Thread(() -> stall(server));
            platform.setDaemon(true);
            platform.start();

            // When, Then
            assertThatThrownBy(() -> client.call("stalling", "http://localhost:" + server.getLocalPort(), ORDER, Duration.ofMillis(300)))
                .isInstanceOf(PlatformException.Down.class).hasMessageContaining("no whole answer in 300 ms");
        }
    }

    @Test
    void anAnswerIsReadWholeAndOneThatIsTooLongIsNone() {
        WireMockServer server = new WireMockServer(options().dynamicPort());
        server.start();
        try {
            // Given
            server.stubFor(any(anyUrl()).willReturn(aResponse().withStatus(404).withBody("x".repeat(4 << 20))));
            // When
            ApiAnswer answer = client.call("long", server.baseUrl(), ORDER, LONG);
            // Then
            assertThat(answer.status()).isEqualTo(404);
            assertThat(answer.body()).hasSize(4 << 20);

            // Given
            server.stubFor(any(anyUrl()).willReturn(aResponse().withBody("x".repeat((4 << 20) + 1))));
            // When, Then
            assertThatThrownBy(() -> client.call("long", server.baseUrl(), ORDER, LONG))
                .isInstanceOf(PlatformException.Down.class).hasMessageContaining("more than 4 MiB");
        } finally {
            server.stop();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://localhost:1 ", "localhost", "ftp://localhost", "", "http://"})
    void anAddressThatIsNoneIsNotToldWithItsToken(String base) {
        // Given
        ApiRequest request = ApiRequest.get("/order", Map.of("access_token", "s3cret"), "Bearer s3cret");
        // When, Then
        assertThatThrownBy(() -> client.call("lazada:1", base, request, LONG)).isInstanceOf(PlatformException.class).hasNoCause()
            .hasMessageContaining("lazada:1 GET /order cannot be sent").hasMessageNotContaining("s3cret");
    }

    @Test
    void aHeaderThatIsNoneIsNotToldWithItsToken() {
        // Given
        ApiRequest request = ApiRequest.get("/order", Map.of(), "Bearer s3cret\n");
        // When, Then
        assertThatThrownBy(() -> client.call("tiki:1", "http://localhost:1", request, LONG)).isInstanceOf(PlatformException.class).hasNoCause()
            .hasMessageNotContaining("s3cret");
    }

    private static void stall(ServerSocket server) {
        try (Socket connection = server.accept()) {
            OutputStream out = connection.getOutputStream();
            out.write("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"code\":".getBytes(UTF_8));
            out.flush();
            // Until the client hangs up.
            connection.getInputStream().readAllBytes();
        } catch (IOException hungUp) {
            // As it should.
        }
    }
}
