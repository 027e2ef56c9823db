package finance;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/**
 * VNPay, MoMo, SAP, another ERP and the bank's rates, each under a path of its own on one WireMock, which is injected into a
 * test's fields. The keys are the providers' published test keys.
 */
public class FinanceServers implements QuarkusTestResourceLifecycleManager {

    private final ErpBooks books = new ErpBooks();
    private WireMockServer server;

    @Override
    public Map<String, String> start() {
        server = new WireMockServer(WireMockConfiguration.options().dynamicPort().extensions(books));
        server.start();
        books.open(server);
        Map<String, String> config = new HashMap<>();
        config.put("ordersync.payments.vnpay.api-url", server.baseUrl() + "/vnpay");
        config.put("ordersync.payments.momo.api-url", server.baseUrl() + "/momo");
        config.put("ordersync.erp.sap.url", server.baseUrl() + "/sap");
        config.put("ordersync.erp.http.url", server.baseUrl() + "/erp");
        config.put("ordersync.erp.file.directory", Path.of("target", "erp-files").toAbsolutePath().toString());
        config.put("ordersync.fx.url", server.baseUrl() + "/fx");
        return config;
    }

    @Override
    public void inject(TestInjector injector) {
        injector.injectIntoFields(books, field -> field.getType() == ErpBooks.class);
        injector.injectIntoFields(server, field -> field.getType() == WireMockServer.class);
    }

    @Override
    public void stop() {
        server.stop();
    }
}
