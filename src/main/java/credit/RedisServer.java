package credit;

import io.quarkus.redis.datasource.ReactiveRedisDataSource;
import io.smallrye.faulttolerance.api.CircuitBreakerName;
import io.smallrye.faulttolerance.api.AsynchronousNonBlocking;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.redis.client.Response;
import io.vertx.redis.client.Command;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.List;
import org.eclipse.microprofile.faulttolerance.CircuitBreaker;
import org.eclipse.microprofile.faulttolerance.Timeout;

/** Redis, with as much patience as a check has: one that is slow or away is not asked for a while. */
@ApplicationScoped
class RedisServer {

    /** How long a check waits for it; the keys {@code credit.RedisServer/values/…} of MicroProfile change these numbers. */
    private static final long LIMIT_MS = 50;
    private static final long OPEN_MS = 500;
    private static final int TRIES = 20;

    private final ReactiveRedisDataSource redis;

    RedisServer(ReactiveRedisDataSource redis) {
        this.redis = redis;
    }

    /** The value of each key, null where there is none. Fails at once while the circuit is open. */
    @AsynchronousNonBlocking
    @Timeout(LIMIT_MS)
    @CircuitBreaker(requestVolumeThreshold = TRIES, failureRatio = 0.5, delay = OPEN_MS)
    @CircuitBreakerName("redis")
    Uni<List<String>> values(List<String> keys) {
        return redis.execute(Command.MGET, keys.toArray(String[]::new)).map(RedisServer::texts);
    }

    /** Runs a Lua script. */
    Uni<Response> run(String script, List<String> keys, List<String> arguments) {
        List<String> all = new ArrayList<>(2 + keys.size() + arguments.size());
        all.add(script);
        all.add(Integer.toString(keys.size()));
        all.addAll(keys);
        all.addAll(arguments);
        return redis.execute(Command.EVAL, all.toArray(String[]::new));
    }

    private static List<String> texts(Response values) {
        List<String> texts = new ArrayList<>(values.size());
        for (Response value : values) {
            texts.add(value == null ? null : value.toString());
        }
        return texts;
    }
}
