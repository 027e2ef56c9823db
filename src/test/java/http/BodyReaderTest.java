package http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.io.IOException;
import java.net.Socket;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class BodyReaderTest {

    private static final int LIMIT_BYTES = 10;

    private final Vertx vertx = Vertx.vertx();
    private final BodyReader reader = new BodyReader(vertx, LIMIT_BYTES, 60_000, 1_000, 0);
    private final BodyReader hasty = new BodyReader(vertx, LIMIT_BYTES, 60, 1_000, 0);
    private final BodyReader crowded = new BodyReader(vertx, LIMIT_BYTES, 60_000, 9, 4);
    private HttpServer server;

    @BeforeEach
    void start() {
        Router router = Router.router(vertx);
        router.route("/dropped").handler(ctx -> {
            ctx.request().resume();
            ctx.request().end().onSuccess(nobodyRead -> ctx.next());
        });
        router.route("/hasty").handler(ctx -> read(ctx, hasty));
        router.route("/crowded").handler(ctx -> read(ctx, crowded));
        router.route().handler(ctx -> read(ctx, reader));
        server = vertx.createHttpServer().requestHandler(router).listen(0, "localhost").toCompletionStage().toCompletableFuture().join();
        reader.start();
        hasty.start();
    }

    @AfterEach
    void stop() {
        reader.stop();
        hasty.stop();
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @Test
    void aBodyIsHandedOnAsItWasSent() throws Exception {
        assertThat(answer("POST / HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 3\r\n\r\na\0b")).startsWith("HTTP/1.1 200 ").endsWith("\r\n\r\na\0b");
    }

    @Test
    void aBodyThatStopsComingIsGivenUp() throws Exception {
        assertThat(answer("POST /hasty HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\na")).startsWith("HTTP/1.1 408 ").contains("Send it again");
    }

    @Test
    void aBodyThatWasDroppedOnItsWayIsAskedForAgain() throws Exception {
        assertThat(answer("POST /dropped HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 3\r\n\r\nabc")).startsWith("HTTP/1.1 503 ").contains("Send it again");
    }

    @Test
    void aBodyAboveTheLimitIsRefusedWhileItIsStillSent() throws Exception {
        assertThat(answer("POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n8\r\n12345678\r\n8\r\n12345678\r\n")).startsWith("HTTP/1.1 413 ");
    }

    @Test
    void bodiesThatBeginAndDoNotEndFillNoMoreMemoryThanTheyMay() throws Exception {
        String large = "POST /crowded HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 9\r\n\r\n123456789";
        try (Socket socket = new Socket("localhost", server.actualPort())) {
            // Given one of whose nine bytes five count, of nine there are
            socket.getOutputStream().write("POST /crowded HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\n123456789".getBytes(ISO_8859_1));

            // Then the next finds no room, but a small one does
            await().untilAsserted(() -> assertThat(answer(large)).startsWith("HTTP/1.1 503 ").contains("Send it again"));
            assertThat(answer("POST /crowded HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 4\r\n\r\n1234")).startsWith("HTTP/1.1 200 ");
        }

        // And once the first has hung up it does
        await().untilAsserted(() -> assertThat(answer(large)).startsWith("HTTP/1.1 200 "));
    }

    private static void read(RoutingContext ctx, BodyReader reader) {
        reader.read(ctx.request(), body -> EarlyAnswer.write(ctx, body == null ? Reply.tooLarge(LIMIT_BYTES) : new Reply(200, Map.of(), body)),
            problem -> EarlyAnswer.write(ctx, Reply.problem(problem.status(), problem.detail())));
    }

    /** All that the server says until it closes the connection. */
    private String answer(String request) throws IOException {
        try (Socket socket = new Socket("localhost", server.actualPort())) {
            socket.getOutputStream().write(request.getBytes(ISO_8859_1));
            return new String(socket.getInputStream().readAllBytes(), ISO_8859_1);
        }
    }
}
