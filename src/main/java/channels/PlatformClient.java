package channels;

import io.smallrye.faulttolerance.api.Guard;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.eclipse.microprofile.faulttolerance.exceptions.CircuitBreakerOpenException;

/** Single calls to the platforms: tokens, the details of one order, how a payment ended. Polls go through their Kamelets. */
@ApplicationScoped
public class PlatformClient {

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(5);
    private static final Duration CALL_TIMEOUT = Duration.ofSeconds(15);
    private static final int MAX_ANSWER_BYTES = 4 << 20;
    /** Half of this many calls failing opens the circuit, for this many seconds. */
    private static final int CIRCUIT_CALLS = 6;
    private static final int CIRCUIT_OPEN_SECONDS = 15;

    private HttpClient client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).connectTimeout(CONNECT_TIMEOUT).build();
    private final Map<String, Guard> circuits = new ConcurrentHashMap<>();

    /**
     * Calls behind the channel's circuit breaker.
     *
     * @throws PlatformException.Down        out of reach, 5xx or 429
     * @throws CircuitBreakerOpenException   the last calls failed so; nothing was sent
     */
    public ApiAnswer guarded(ShopAccess shop, String base, ApiRequest request) {
        return guarded(shop.channel(), shop.toString(), base, request, CALL_TIMEOUT);
    }

    /** The same of a payment provider, behind a circuit breaker of its own. */
    public ApiAnswer guarded(String provider, String base, ApiRequest request, Duration limit) {
        return guarded(provider, provider, base, request, limit);
    }

    private ApiAnswer guarded(String circuit, String who, String base, ApiRequest request, Duration limit) {
        try {
            return circuits.computeIfAbsent(circuit, name -> circuit()).call(() -> {
                ApiAnswer answer = call(who, base, request, limit);
                if (answer.status() == 429 || answer.status() >= 500) {
                    throw new PlatformException.Down(who + " " + request + " was answered " + answer.status());
                }
                return answer;
            }, ApiAnswer.class);
        } catch (RuntimeException e) {
            throw e;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /**
     * @throws PlatformException.Down out of reach, too slow, or an answer longer than 4 MiB
     * @throws PlatformException      the base is no address
     */
    public ApiAnswer call(ShopAccess shop, String base, ApiRequest request) {
        return call(shop.toString(), base, request, CALL_TIMEOUT);
    }

    ApiAnswer call(String who, String base, ApiRequest request, Duration limit) {
        ByteArrayOutputStream body = new ByteArrayOutputStream();
        CompletableFuture<HttpResponse<Void>> answer = client.sendAsync(http(who, base, request, limit),
            BodyHandlers.ofByteArrayConsumer(part -> part.ifPresent(bytes -> add(bytes, body))));
        try {
            // The request's own limit ends with the head of the answer.
            return new ApiAnswer(answer.get(limit.toMillis(), TimeUnit.MILLISECONDS).statusCode(), body.toByteArray());
        } catch (TimeoutException e) {
            throw new PlatformException.Down(who + " " + request + " got no whole answer in " + limit.toMillis() + " ms", e);
        } catch (ExecutionException e) {
            throw new PlatformException.Down(who + " " + request + (e.getCause() instanceof TooLong ? " was answered with more than 4 MiB" : " got no answer"), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new PlatformException.Down(who + " " + request + " was interrupted", e);
        } finally {
            // Where it has not ended this closes the connection.
            answer.cancel(true);
        }
    }

    private static void add(byte[] part, ByteArrayOutputStream body) {
        if (body.size() + part.length > MAX_ANSWER_BYTES) {
            throw new TooLong();
        }
        body.writeBytes(part);
    }

    /** What is read of an answer has a limit. */
    private static final class TooLong extends RuntimeException { }

    /** The client's thread ends once nobody has the client, and until then holds all classes of an application that dev mode or a test has stopped. */
    @PreDestroy
    void letTheClientGo() {
        client = null;
    }

    /** What cannot be made says neither address nor headers: both can carry a token. */
    private static HttpRequest http(String who, String base, ApiRequest request, Duration limit) {
        try {
            return http(base, request, limit);
        } catch (IllegalArgumentException malformed) {
            throw new PlatformException(who + " " + request + " cannot be sent: what is configured makes no address or no header of it; look at api-url and auth-url");
        }
    }

    private static HttpRequest http(String base, ApiRequest request, Duration limit) {
        String query = request.query().isEmpty() ? "" : "?" + request.query();
        HttpRequest.Builder http = HttpRequest.newBuilder(URI.create(base + request.path() + query))
            .timeout(limit)
            .method(request.method(), request.body() == null ? BodyPublishers.noBody() : BodyPublishers.ofString(request.body()));
        if (request.authorization() != null) {
            http.header("Authorization", request.authorization());
        }
        if (request.contentType() != null) {
            http.header("Content-Type", request.contentType());
        }
        return http.build();
    }

    private static Guard circuit() {
        return Guard.create()
            .withCircuitBreaker()
            .failOn(PlatformException.Down.class)
            .requestVolumeThreshold(CIRCUIT_CALLS)
            .failureRatio(0.5)
            .delay(CIRCUIT_OPEN_SECONDS, ChronoUnit.SECONDS)
            .done()
            .build();
    }
}
