package bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** An ERP that takes its time to book a posting, and counts how often it booked each, and whether those of an order came in order. */
final class ErpStub implements AutoCloseable {

    private static final Pattern REFERENCE = Pattern.compile("\"reference\":\"OS(\\d+)\"");
    private static final Pattern ORDER = Pattern.compile("\"order_id\":\"([^\"]*)\"");

    private final int port;
    private final int callMillis;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Map<Long, Integer> booked = new ConcurrentHashMap<>();
    private final Map<String, Long> lastOfOrder = new ConcurrentHashMap<>();
    private final AtomicLong outOfOrder = new AtomicLong();
    private HttpServer server;

    /** It refuses connections until it is opened. */
    ErpStub(int callMillis) throws IOException {
        this.callMillis = callMillis;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
    }

    void open() throws IOException {
        // Else an answer's last packet waits for the acknowledgement of the one before, which the other side delays by 40 ms.
        System.setProperty("sun.net.httpserver.nodelay", "true");
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1_000);
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + port + "/postings";
    }

    int bookedOnce() {
        return (int) booked.values().stream().filter(times -> times == 1).count();
    }

    int bookedTwice() {
        return booked.size() - bookedOnce();
    }

    /** Postings that were booked after a later one of their order. */
    long outOfOrder() {
        return outOfOrder.get();
    }

    private void handle(HttpExchange exchange) throws IOException {
        String request = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
        boolean isQuestion = exchange.getRequestMethod().equals("GET");
        long reference = isQuestion ? Long.parseLong(exchange.getRequestURI().getPath().replaceFirst(".*/OS", "")) : Long.parseLong(first(REFERENCE, request));
        if (!isQuestion) {
            sleep();
            booked.merge(reference, 1, Integer::sum);
            lastOfOrder.merge(first(ORDER, request), reference, (last, next) -> {
                if (next < last) {
                    outOfOrder.incrementAndGet();
                }
                return Math.max(last, next);
            });
        }
        boolean isBooked = booked.containsKey(reference);
        byte[] answer = ("{\"reference\":\"OS" + reference + '"' + (isBooked ? ",\"document_number\":\"D" + reference + '"' : "") + '}').getBytes(UTF_8);
        exchange.sendResponseHeaders(isBooked ? 201 : 404, answer.length);
        exchange.getResponseBody().write(answer);
        exchange.close();
    }

    private void sleep() {
        try {
            TimeUnit.MILLISECONDS.sleep(callMillis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static String first(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        if (!matcher.find()) {
            throw new IllegalArgumentException("a posting without " + pattern);
        }
        return matcher.group(1);
    }

    @Override
    public void close() {
        if (server != null) {
            server.stop(0);
        }
        threads.shutdownNow();
    }
}
