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

    @Override
    public Map<String, String> getConfigOverrides() {
        return Map.ofEntries(
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
