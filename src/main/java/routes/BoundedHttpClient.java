package routes;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Named;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import org.apache.camel.component.http.HttpClientConfigurer;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.HttpResponse;

/**
 * The HTTP client of the Kamelets. It sends a request once: of its own accord it would repeat one that is answered 503 or 429, past
 * a platform's rate, and nobody would know how often an ERP had it; and follow a redirect with it and its token. It reads an answer
 * whole, within its limits. Camel tells headers apart by their case, and a proxy may write all of them small: the one that the
 * Kamelets read has one name.
 */
@ApplicationScoped
@Named("boundedHttpClient")
public class BoundedHttpClient implements HttpClientConfigurer {

    private final ScheduledThreadPoolExecutor clock;
    private final int maxBytes;

    BoundedHttpClient() {
        this(new ScheduledThreadPoolExecutor(1, task -> {
            Thread thread = new Thread(task, "http-call-limit");
            thread.setDaemon(true);
            return thread;
        }), BoundedAnswer.MAX_BYTES);
    }

    BoundedHttpClient(ScheduledThreadPoolExecutor clock, int maxBytes) {
        this.clock = clock;
        this.maxBytes = maxBytes;
        clock.setRemoveOnCancelPolicy(true);
    }

    @PreDestroy
    void stop() {
        clock.shutdownNow();
    }

    @Override
    public void configureHttpClient(HttpClientBuilder client) {
        client.disableAutomaticRetries().disableRedirectHandling().disableCookieManagement().disableAuthCaching()
            .addExecInterceptorFirst("bounded-answer", new BoundedAnswer(clock, maxBytes)).addResponseInterceptorLast((answer, body, context) -> name(answer));
    }

    private static void name(HttpResponse answer) {
        Header retryAfter = answer.getFirstHeader(HttpHeaders.RETRY_AFTER);
        if (retryAfter != null) {
            answer.setHeader(HttpHeaders.RETRY_AFTER, retryAfter.getValue());
        }
    }
}
