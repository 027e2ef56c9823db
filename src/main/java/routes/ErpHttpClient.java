package routes;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Named;
import org.apache.camel.component.http.HttpClientConfigurer;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;

/**
 * The HTTP client of the ERP Kamelets. It sends a request once: of its own accord it would repeat one that is answered 503 or
 * 429, and follow a redirect with it, and nobody would know how often an ERP had it.
 */
@ApplicationScoped
@Named("erpHttpClient")
public class ErpHttpClient implements HttpClientConfigurer {

    @Override
    public void configureHttpClient(HttpClientBuilder client) {
        client.disableAutomaticRetries().disableRedirectHandling().disableCookieManagement().disableAuthCaching();
    }
}
