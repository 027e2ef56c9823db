package routes;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.stream.Stream;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.core5.util.Timeout;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class BoundedHttpClientTest {

    private final BoundedHttpClient configurer = new BoundedHttpClient();
    private HttpServer server;
    private CloseableHttpClient client;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.start();
        HttpClientBuilder builder = HttpClientBuilder.create().setDefaultRequestConfig(RequestConfig.custom().setResponseTimeout(Timeout.ofSeconds(5)).build());
        configurer.configureHttpClient(builder);
        client = builder.build();
    }

    @AfterEach
    void stop() throws IOException {
        client.close();
        server.stop(0);
        configurer.stop();
    }

    @Test
    void howLongToWaitIsFoundUnderOneNameHoweverAProxySpellsIt() throws IOException {
        // Given a server that writes the name as Retry-after
        server.createContext("/busy", exchange -> {
            exchange.getResponseHeaders().set("retry-after", "7");
            exchange.sendResponseHeaders(429, -1);
            exchange.close();
        });

        // When
        String[] found = client.execute(new HttpGet("http://127.0.0.1:" + server.getAddress().getPort() + "/busy"),
            answer -> Stream.of(answer.getHeaders()).filter(header -> header.getName().equalsIgnoreCase("retry-after"))
                .map(header -> header.getName() + ": " + header.getValue()).toArray(String[]::new));

        // Then
        assertThat(found).containsExactly("Retry-After: 7");
    }
}
