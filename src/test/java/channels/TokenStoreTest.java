package channels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import embedded.TestServers;
import http.WithoutNormalizing;
import io.agroal.api.AgroalDataSource;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.TestProfile;
import jakarta.inject.Inject;
import java.lang.Thread.State;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

@QuarkusTest
@TestProfile(WithoutNormalizing.class)
@QuarkusTestResource(TestServers.class)
class TokenStoreTest {

    private static final int SHOPS = 6;

    @Inject
    AgroalDataSource database;

    private final AtomicInteger asked = new AtomicInteger();
    private final CountDownLatch answer = new CountDownLatch(1);

    @Test
    void aTokenServiceThatHangsHoldsTwoConnectionsHoweverManyShopsAskIt() throws InterruptedException {
        // Given
        TokenCipher cipher = new TokenCipher(() -> Optional.of(Base64.getEncoder().encodeToString(new byte[32])));
        TokenStore tokens = new TokenStore(database, cipher, List.of(new Hanging()));

        // When
        List<Thread> threads = IntStream.range(0, SHOPS).mapToObj(shop -> new Thread(() -> tokens.access(new ShopAccess("hanging", "s" + shop, null, null)))).toList();
        threads.forEach(Thread::start);

        // Then all wait, and two of them for the platform
        await().until(() -> asked.get() >= 2 && threads.stream().allMatch(thread -> Set.of(State.WAITING, State.TIMED_WAITING).contains(thread.getState())));
        assertThat(asked).hasValue(2);

        // And when it answers, all have theirs
        answer.countDown();
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(asked).hasValue(SHOPS);
    }

    private final class Hanging implements TokenSource {

        @Override
        public String channel() {
            return "hanging";
        }

        @Override
        public Grant grant(ShopAccess shop, String refreshToken) {
            asked.incrementAndGet();
            try {
                answer.await();
            } catch (InterruptedException stopping) {
                Thread.currentThread().interrupt();
            }
            return new Grant("token of " + shop, null, null);
        }
    }
}
