package live;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.vertx.core.Future;
import io.vertx.core.Promise;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerResponse;
import java.io.ByteArrayInputStream;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.zip.GZIPInputStream;
import orders.ChangedOrder;
import orders.OrderStatus;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ListenersTest {

    private static final int MAX_WAITING_BYTES = 100;
    private static final Duration STALLED_AFTER = Duration.ofSeconds(30);
    private static final Instant NOW = Instant.parse("2026-11-20T10:00:00Z");

    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final Listeners listeners = new Listeners(config(1, Duration.ofMinutes(10)), meters);
    private final List<String> called = new ArrayList<>();
    private final AtomicBoolean closed = new AtomicBoolean();
    private final Promise<Void> taken = Promise.promise();

    @AfterEach
    void stop() {
        listeners.stop();
    }

    @Test
    void noMoreListenThanAreAllowed() {
        // Given
        Listener first = listener();
        listeners.add(first);

        // When
        boolean second = listeners.add(listener());

        // Then there is room for it only once the first has gone
        assertThat(second).isFalse();
        listeners.remove(first);
        assertThat(listeners.add(listener())).isTrue();
    }

    @Test
    void whoTakesNothingIsDisconnectedWhenTooMuchWaits() {
        // Given one whose connection takes nothing
        Listener slow = listener();
        listeners.add(slow);
        listeners.opened(slow);

        // When 20 events of 30 bytes and more are told
        for (int i = 0; i < 20; i++) {
            listeners.open().forEach(listener -> listeners.send(listener, Frame.event("freshness", "1-2", "{}")));
        }

        // Then
        assertThat(closed).isTrue();
        assertThat(listeners.isEmpty()).isTrue();
        assertThat(meters.counter("ordersync.live.dropped").count()).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource({"false, 30, false", "false, 31, true", "true, 31, false"})
    void whoTakesNothingOfWhatWaitsIsDisconnectedAfterAWhile(boolean takes, int secondsLater, boolean isDisconnected) {
        // Given one for which something waits, though little
        Listener listener = listener();
        listeners.add(listener);
        listeners.send(Frame.HEARTBEAT);
        listeners.dropTheStalled(NOW);
        if (takes) {
            taken.complete();
        }

        // When
        listeners.dropTheStalled(NOW.plusSeconds(secondsLater));

        // Then
        assertThat(closed.get()).isEqualTo(isDisconnected);
        assertThat(listeners.isEmpty()).isEqualTo(isDisconnected);
        assertThat(meters.counter("ordersync.live.dropped").count()).isEqualTo(isDisconnected ? 1 : 0);
    }

    @Test
    void aTimeInWhichNothingWaitsIsNoTimeWithoutTaking() {
        // Given one for which nothing waited for long
        Listener listener = listener();
        listeners.add(listener);
        listeners.dropTheStalled(NOW);
        listeners.dropTheStalled(NOW.plusSeconds(100));

        // When
        listeners.send(Frame.HEARTBEAT);
        listeners.dropTheStalled(NOW.plusSeconds(130));

        // Then
        assertThat(closed).isFalse();
    }

    @Test
    void theHeadOfTheAnswerGoesBeforeAnythingThatIsTold() {
        // Given
        Listener listener = listener();

        // When
        listeners.add(listener);
        listeners.send(Frame.HEARTBEAT);

        // Then
        assertThat(called).startsWith("setChunked", "putHeader").endsWith("write");
    }

    @Test
    void aDealerIsNotToldHowManyOrdersOfOthersChanged() {
        // Given
        StreamFilter ofDealer = new StreamFilter(Optional.empty(), Optional.empty(), Set.of(), Optional.of("D1"));

        // When
        List<Frame> told = new Frames(new ObjectMapper()).of(new Changed(List.of(), 4711), ofDealer, new StreamPosition(7, 8));

        // Then
        assertThat(told).extracting(frame -> frame.bytes(false).toString()).containsExactly("event: reset\nid: 7-8\ndata: {}\n\n");
    }

    @Test
    void framesThatArePressedEachForItselfAreOneStream() throws Exception {
        // Given
        Frame first = Frame.event("orders", "7-8", "[\"Ngọc\"]".repeat(10_000));
        Buffer stream = Buffer.buffer().appendBuffer(Frame.GZIP_HEADER);
        GzipTrailer trailer = new GzipTrailer();
        for (Frame frame : List.of(first, Frame.HEARTBEAT)) {
            stream.appendBuffer(frame.bytes(true));
            trailer.add(frame.part());
        }

        // When
        String read = new String(new GZIPInputStream(new ByteArrayInputStream(stream.appendBuffer(trailer.bytes()).getBytes())).readAllBytes(), UTF_8);

        // Then it is known to be whole, too
        assertThat(read).isEqualTo(first.bytes(false).toString() + ":\n\n");
    }

    @Test
    void howFarItWasToldIsSaidByTheLastOfWhatBelongsTogether() {
        // Given an order that is shown, one that has gone, and more than are told
        StreamFilter pending = new StreamFilter(Optional.empty(), Optional.empty(), Set.of(OrderStatus.PENDING), Optional.empty());
        Changed changed = new Changed(List.of(order(1, OrderStatus.PENDING), order(2, OrderStatus.SHIPPED)), 4711);

        // When
        List<String> told = new Frames(new ObjectMapper().findAndRegisterModules()).of(changed, pending, new StreamPosition(7, 8)).stream()
            .map(frame -> frame.bytes(false).toString()).toList();

        // Then whoever is cut off behind any other comes back with what it had before
        assertThat(told).hasSize(3);
        assertThat(told).filteredOn(frame -> frame.contains("id: ")).singleElement().isEqualTo("event: more\nid: 7-8\ndata: {\"orders\":4711}\n\n");
    }

    @Test
    void dealersLeaveRoomForTheSeller() {
        // Given room for three, two of them dealers', and of one dealer for one
        Listeners few = new Listeners(config(3, 2, 1, Duration.ofMinutes(10)), meters);

        // When, Then
        assertThat(few.add(listener(Optional.of("D1")))).isTrue();
        assertThat(few.add(listener(Optional.of("D1")))).isFalse();
        assertThat(few.add(listener(Optional.of("D2")))).isTrue();
        assertThat(few.add(listener(Optional.of("D3")))).isFalse();
        assertThat(few.add(listener())).isTrue();
        few.stop();
    }

    private static ChangedOrder order(long id, OrderStatus status) {
        return new ChangedOrder(id, "o" + id, "lazada", "1", status.name(), "word", null, null, NOW, NOW, null, false);
    }

    private Listener listener() {
        return listener(Optional.empty());
    }

    private Listener listener(Optional<String> dealer) {
        HttpServerResponse response = (HttpServerResponse) Proxy.newProxyInstance(getClass().getClassLoader(), new Class<?>[] {HttpServerResponse.class},
            (proxy, method, arguments) -> switch (called(method.getName())) {
                case "setChunked", "putHeader" -> proxy;
                case "write" -> taken.future();
                case "end" -> Future.succeededFuture();
                case "closed" -> closed.get();
                case "ended" -> false;
                default -> throw new UnsupportedOperationException(method.getName());
            });
        return new Listener(response, () -> closed.set(true), new StreamFilter(Optional.empty(), Optional.empty(), Set.of(), dealer), false, null, now -> false, MAX_WAITING_BYTES);
    }

    private String called(String method) {
        called.add(method);
        return method;
    }

    static LiveConfig config(int maxListeners, Duration keep) {
        return config(maxListeners, maxListeners, maxListeners, keep);
    }

    private static LiveConfig config(int maxListeners, int ofDealers, int ofOneDealer, Duration keep) {
        return new LiveConfig() {
            @Override
            public int maxListeners() {
                return maxListeners;
            }

            @Override
            public int maxListenersOfDealers() {
                return ofDealers;
            }

            @Override
            public int maxListenersOfOneDealer() {
                return ofOneDealer;
            }

            @Override
            public int maxOrders() {
                return 1_000;
            }

            @Override
            public int maxWaitingBytes() {
                return MAX_WAITING_BYTES;
            }

            @Override
            public Duration stalledAfter() {
                return STALLED_AFTER;
            }

            @Override
            public Duration keep() {
                return keep;
            }
        };
    }
}
