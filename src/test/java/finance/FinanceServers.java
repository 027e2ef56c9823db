package finance;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.core.WireMockConfiguration;
import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.apache.commons.io.FileUtils;

/**
 * VNPay, MoMo, SAP, another ERP and the bank's rates, each under a path of its own on one WireMock, and a mail server: both are
 * injected into a test's fields. The keys are the providers' published test keys.
 */
public class FinanceServers implements QuarkusTestResourceLifecycleManager {

    private final ErpBooks books = new ErpBooks();
    private WireMockServer server;
    private GreenMail mail;

    @Override
    public Map<String, String> start() {
        server = new WireMockServer(WireMockConfiguration.options().port(freePort()).extensions(books));
        server.start();
        books.open(server);
        Map<String, String> config = new HashMap<>();
        config.put("ordersync.payments.vnpay.api-url", server.baseUrl() + "/vnpay");
        config.put("ordersync.payments.momo.api-url", server.baseUrl() + "/momo");
        config.put("ordersync.erp.sap.url", server.baseUrl() + "/sap");
        config.put("ordersync.erp.http.url", server.baseUrl() + "/erp");
        config.put("ordersync.erp.file.directory", emptied(Path.of("target", "erp-files")).toAbsolutePath().toString());
        config.put("ordersync.fx.url", server.baseUrl() + "/fx");
        mail = new GreenMail(new ServerSetup(freePort(), "localhost", ServerSetup.PROTOCOL_SMTP));
        mail.start();
        config.put("quarkus.mailer.mock", "false");
        config.put("quarkus.mailer.host", "localhost");
        config.put("quarkus.mailer.port", Integer.toString(mail.getSmtp().getPort()));
        config.put("ordersync.reconciliation.mail.to", "finance@example.com,controller@example.com");
        return config;
    }

    /** What an earlier run has left there would be files of this one. */
    private static Path emptied(Path directory) {
        try {
            FileUtils.deleteDirectory(directory.toFile());
            return directory;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** One that stays the same when a test stops a server and starts it again. */
    public static int freePort() {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void inject(TestInjector injector) {
        injector.injectIntoFields(books, field -> field.getType() == ErpBooks.class);
        injector.injectIntoFields(server, field -> field.getType() == WireMockServer.class);
        injector.injectIntoFields(mail, field -> field.getType() == GreenMail.class);
    }

    @Override
    public void stop() {
        mail.stop();
        server.stop();
    }
}
