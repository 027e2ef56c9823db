package routes;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Named;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import org.apache.camel.component.http.HttpClientConfigurer;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;

/**
 * The HTTP client of the ERP Kamelets. It sends a request once: of its own accord it would repeat one that is answered 503 or
 * 429, and follow a redirect with it, and nobody would know how often an ERP had it. It reads an answer whole, within its limits.
 */
@ApplicationScoped
@Named("erpHttpClient")
public class ErpHttpClient implements HttpClientConfigurer {

    private final ScheduledThreadPoolExecutor clock = new ScheduledThreadPoolExecutor(1, task -> {
        Thread thread = new Thread(task, "erp-call-limit");
        thread.setDaemon(true);
        return thread;
    });

    ErpHttpClient() {
        clock.setRemoveOnCancelPolicy(true);
    }

    @PreDestroy
    void stop() {
        clock.shutdownNow();
    }

    @Override
    public void configureHttpClient(HttpClientBuilder client) {
        client.disableAutomaticRetries().disableRedirectHandling().disableCookieManagement().disableAuthCaching()
            .addExecInterceptorFirst("bounded-answer", new BoundedAnswer(clock));
    }
}
