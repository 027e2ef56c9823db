package routes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.concurrent.Delayed;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledThreadPoolExecutor;
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

/** An answer that does not come to an end is cut off, and its one connection is free for the next call. */
@org.junit.jupiter.api.Timeout(value = 30, threadMode = ThreadMode.SEPARATE_THREAD)
class BoundedAnswerTest {

    private static final int MAX_BYTES = 1_000;
    private static final int LEASE_MS = 30_000;
    private static final int RESPONSE_MS = 60_000;

    private final ScheduledThreadPoolExecutor clock = new ScheduledThreadPoolExecutor(1);
    private final BoundedHttpClient configurer = new BoundedHttpClient(clock, MAX_BYTES);
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private HttpServer server;
    private CloseableHttpClient client;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/whole", exchange -> answer(exchange, body -> body.write(new byte[MAX_BYTES])));
        server.createContext("/endless", exchange -> answer(exchange, BoundedAnswerTest::writeWithoutEnd));
        server.createContext("/drops", exchange -> answer(exchange, body -> {
            body.write(1);
            body.flush();
            endTheCallsTime();
            writeWithoutEnd(body);
        }));
        server.start();
        HttpClientBuilder builder = HttpClientBuilder.create()
            .setConnectionManager(PoolingHttpClientConnectionManagerBuilder.create().setMaxConnTotal(1).setMaxConnPerRoute(1).build())
            .setDefaultRequestConfig(RequestConfig.custom().setConnectionRequestTimeout(Timeout.ofMilliseconds(LEASE_MS))
                .setResponseTimeout(Timeout.ofMilliseconds(RESPONSE_MS)).build());
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
        assertThat(length("/whole")).isEqualTo(MAX_BYTES);
    }

    @Test
    void anAnswerThatIsTooLongIsCutOff() throws IOException {
        assertThatThrownBy(() -> length("/endless")).isInstanceOf(IOException.class).hasMessageContaining("longer than " + MAX_BYTES);
        assertThat(length("/whole")).isEqualTo(MAX_BYTES);
    }

    @Test
    void anAnswerThatComesInDropsIsCutOffThoughEachDropComesInTime() throws IOException {
        assertThatThrownBy(() -> length("/drops")).isInstanceOf(InterruptedIOException.class).hasMessageContaining("within 90000 ms");
        assertThat(length("/whole")).isEqualTo(MAX_BYTES);
    }

    private int length(String path) throws IOException {
        return client.execute(new HttpGet("http://127.0.0.1:" + server.getAddress().getPort() + path), answer -> EntityUtils.toByteArray(answer.getEntity()).length);
    }

    /** The one call there is, which ends in a lease's and a response's time. */
    private void endTheCallsTime() {
        assertThat(clock.getQueue()).singleElement().satisfies(end -> assertThat(((Delayed) end).getDelay(TimeUnit.MILLISECONDS))
            .isBetween(1L, (long) LEASE_MS + RESPONSE_MS));
        clock.getQueue().forEach(Runnable::run);
    }

    private interface Body {
        void write(OutputStream body) throws IOException;
    }

    private static void answer(HttpExchange exchange, Body body) throws IOException {
        exchange.sendResponseHeaders(200, 0);
        try (OutputStream to = exchange.getResponseBody()) {
            body.write(to);
        }
    }

    /** Until the client has hung up. */
    private static void writeWithoutEnd(OutputStream body) throws IOException {
        while (true) {
            body.write(0);
            body.flush();
        }
    }
}
