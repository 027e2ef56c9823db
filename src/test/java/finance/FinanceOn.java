package finance;

import io.quarkus.test.junit.QuarkusTestProfile;
import java.util.List;
import java.util.Map;

/**
 * The whole application with payments, ERPs and reports configured: one start of it for all tests of finance. An ERP takes
 * only what the tests made for it, by platform.
 */
public class FinanceOn implements QuarkusTestProfile {

    public static final String VNPAY_TMN_CODE = "CTTVNP01";
    public static final String VNPAY_SECRET = "YOUR_SECURE_SECRET";
    public static final String MOMO_PARTNER_CODE = "MOMO";
    public static final String MOMO_ACCESS_KEY = "F8BBA842ECF85";
    public static final String MOMO_SECRET_KEY = "K951B6PE1waDMi640xX08PD3vg6EkVlz";

    /** Platforms whose postings go to an ERP; those of any other platform are held. */
    public static final String TO_HTTP = "to-http";
    public static final String TO_SAP = "to-sap";
    public static final String TO_FILE = "to-file";

    @Override
    public Map<String, String> getConfigOverrides() {
        return Map.ofEntries(
            Map.entry("ordersync.erp.routing[0].platforms", TO_HTTP),
            Map.entry("ordersync.erp.routing[0].to", "http"),
            Map.entry("ordersync.erp.routing[1].platforms", TO_SAP),
            Map.entry("ordersync.erp.routing[1].to", "sap"),
            Map.entry("ordersync.erp.routing[2].platforms", TO_FILE),
            Map.entry("ordersync.erp.routing[2].to", "file"),
            Map.entry("ordersync.erp.sap.tax-codes.\"0.10\"", "A1"),
            Map.entry("ordersync.erp.sap.tax-codes.\"0.08\"", "A8"),
            // Longer than a slow machine takes for an answer, for what a test counts is how often each was sent; what hangs keeps a call of its own for so long.
            Map.entry("ordersync.erp.sap.response-timeout", "10s"),
            Map.entry("ordersync.erp.http.response-timeout", "10s"),
            Map.entry("ordersync.erp.sap.concurrency", "4"),
            Map.entry("ordersync.erp.in-doubt-after", "300ms"),
            Map.entry("ordersync.erp.sap.in-doubt-after", "1500ms"),
            Map.entry("ordersync.erp.attempts", "3"),
            Map.entry("ordersync.erp.backoff", "100ms"),
            Map.entry("ordersync.erp.circuit-open", "300ms"),
            Map.entry("ordersync.erp.file.cron", "0/1+*+*+*+*+?"),
            Map.entry("ordersync.channels.standard.secrets", webhook.SignedSender.SECRET),
            Map.entry("ordersync.payments.vnpay.tmn-code", VNPAY_TMN_CODE),
            Map.entry("ordersync.payments.vnpay.secret", VNPAY_SECRET),
            Map.entry("ordersync.payments.momo.partner-code", MOMO_PARTNER_CODE),
            Map.entry("ordersync.payments.momo.access-key", MOMO_ACCESS_KEY),
            Map.entry("ordersync.payments.momo.secret-key", MOMO_SECRET_KEY),
            // Tests ask themselves.
            Map.entry("ordersync.payments.ask-cron", "0+0+0+1+1+?+2099"));
    }

    @Override
    public List<TestResourceEntry> testResources() {
        return List.of(new TestResourceEntry(embedded.TestServers.class), new TestResourceEntry(FinanceServers.class),
            new TestResourceEntry(finance.bank.BankServer.class));
    }
}
