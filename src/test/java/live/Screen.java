package live;

import static java.nio.charset.StandardCharsets.UTF_8;

import access.Tokens;
import http.Clients;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.zip.GZIPInputStream;

/** Listens as a browser does, and keeps what it hears. */
public final class Screen implements AutoCloseable {

    private static final HttpClient HTTP = Clients.http11();

    public final List<Event> events = new CopyOnWriteArrayList<>();
    private final HttpResponse<InputStream> answer;
    private volatile boolean ended;
    private volatile boolean inOrder;

    public record Event(String name, String id, String data) { }

    /** @param headers name, value, … */
    public Screen(String address, String... headers) throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(address)).header("Accept", "text/event-stream")
            .header("Authorization", "Bearer " + Tokens.admin());
        for (int i = 0; i < headers.length; i += 2) {
            request.setHeader(headers[i], headers[i + 1]);
        }
        answer = HTTP.send(request.build(), HttpResponse.BodyHandlers.ofInputStream());
        if (answer.statusCode() == 200) {
            Thread thread = new Thread(this::read, "screen");
            thread.setDaemon(true);
            thread.start();
        }
    }

    public int status() {
        return answer.statusCode();
    }

    public String header(String name) {
        return answer.headers().firstValue(name).orElse(null);
    }

    public boolean hasEnded() {
        return ended;
    }

    /** Whether the answer came to its end, rather than the connection to its. */
    public boolean hasEndedInOrder() {
        return ended && inOrder;
    }

    public List<Event> named(String name) {
        return events.stream().filter(event -> event.name.equals(name)).toList();
    }

    /** Whether some event of that name has these words in its data. */
    public boolean heard(String name, String words) {
        return named(name).stream().anyMatch(event -> event.data.contains(words));
    }

    public String lastId() {
        return events.get(events.size() - 1).id;
    }

    private void read() {
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(body(), UTF_8))) {
            String name = "message";
            String id = null;
            String data = null;
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                if (line.startsWith("event: ")) {
                    name = line.substring(7);
                } else if (line.startsWith("id: ")) {
                    id = line.substring(4);
                } else if (line.startsWith("data: ")) {
                    data = line.substring(6);
                } else if (line.isEmpty() && data != null) {
                    events.add(new Event(name, id, data));
                    data = null;
                }
            }
            inOrder = true;
        } catch (IOException | UncheckedIOException closed) {
            // As it ends, by either side.
        } finally {
            ended = true;
        }
    }

    private InputStream body() throws IOException {
        if (!"gzip".equals(header("Content-Encoding"))) {
            return answer.body();
        }
        return new GZIPInputStream(answer.body()) {
            /** Else whoever reads it waits for more before he shows what is there. */
            @Override
            public int available() {
                return 0;
            }
        };
    }

    @Override
    public void close() throws IOException {
        answer.body().close();
    }
}
