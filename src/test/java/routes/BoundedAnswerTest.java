package routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import finance.erp.ErpBody;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.core5.http.io.entity.EntityUtils;
import org.apache.hc.core5.util.Timeout;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout.ThreadMode;

/** An ERP that does not come to an end is cut off, and its one connection is free for the next call. */
@org.junit.jupiter.api.Timeout(value = 30, threadMode = ThreadMode.SEPARATE_THREAD)
class BoundedAnswerTest {

    private static final int CHUNK = 1 << 16;
    private static final int DROP_MS = 20;

    private final ErpHttpClient configurer = new ErpHttpClient();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private HttpServer server;
    private CloseableHttpClient client;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/whole", exchange -> answer(exchange, ErpBody.MAX_BYTES / CHUNK, CHUNK, 0));
        server.createContext("/endless", exchange -> answer(exchange, Integer.MAX_VALUE, CHUNK, 0));
        server.createContext("/drops", exchange -> answer(exchange, Integer.MAX_VALUE, 1, DROP_MS));
        server.start();
        HttpClientBuilder builder = HttpClientBuilder.create()
            .setConnectionManager(PoolingHttpClientConnectionManagerBuilder.create().setMaxConnTotal(1).setMaxConnPerRoute(1).build())
            .setDefaultRequestConfig(RequestConfig.custom().setConnectionRequestTimeout(Timeout.ofMilliseconds(500))
                .setResponseTimeout(Timeout.ofMilliseconds(1_500)).build());
        configurer.configureHttpClient(builder);
        client = builder.build();
    }

    @AfterEach
    void stop() throws IOException {
        client.close();
        server.stop(0);
        threads.shutdownNow();
        configurer.stop();
    }

    @Test
    void anAnswerAsLongAsOneMayBeIsReadWhole() throws IOException {
        assertThat(length("/whole")).isEqualTo(ErpBody.MAX_BYTES);
    }

    @Test
    void anAnswerThatIsTooLongIsCutOff() throws IOException {
        assertThatThrownBy(() -> length("/endless")).isInstanceOf(IOException.class).hasMessageContaining("longer than");
        assertThat(length("/whole")).isEqualTo(ErpBody.MAX_BYTES);
    }

    @Test
    void anAnswerThatComesInDropsIsCutOffThoughEachDropComesInTime() throws IOException {
        assertThatThrownBy(() -> length("/drops")).isInstanceOf(InterruptedIOException.class).hasMessageContaining("within 2000 ms");
        assertThat(length("/whole")).isEqualTo(ErpBody.MAX_BYTES);
    }

    private int length(String path) throws IOException {
        return client.execute(new HttpGet("http://127.0.0.1:" + server.getAddress().getPort() + path), answer -> EntityUtils.toByteArray(answer.getEntity()).length);
    }

    private static void answer(HttpExchange exchange, int chunks, int bytes, int pauseMs) throws IOException {
        exchange.sendResponseHeaders(200, 0);
        try (OutputStream body = exchange.getResponseBody()) {
            for (int i = 0; i < chunks; i++) {
                body.write(new byte[bytes]);
                body.flush();
                TimeUnit.MILLISECONDS.sleep(pauseMs);
            }
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
        }
    }
}
