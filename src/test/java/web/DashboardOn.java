package web;

import embedded.OwnServers;
import java.util.HashMap;
import java.util.Map;
import webhook.SignedSender;

/** The whole application on servers of its own, which have demo data alone. */
public class DashboardOn extends OwnServers {

    static final String ADMIN_PASSWORD = "admin-test-password";
    static final String DEALER_PASSWORD = "dealer-test-password";

    public DashboardOn() {
        super("ingest,normalize,store,erp,poll,api");
    }

    @Override
    public Map<String, String> getConfigOverrides() {
        Map<String, String> config = new HashMap<>(super.getConfigOverrides());
        config.put("ordersync.demo", "true");
        config.put("ordersync.demo.password", DEALER_PASSWORD);
        config.put("ordersync.demo.history-orders", "150");
        config.put("ordersync.demo.history-per-second", "200");
        config.put("ordersync.channels.standard.secrets", SignedSender.SECRET);
        config.put("ordersync.security.admin-password", ADMIN_PASSWORD);
        config.put("ordersync.erp.file.directory", "target/demo-erp");
        config.put("ordersync.erp.file.cron", "0/2+*+*+*+*+?");
        config.put("ordersync.reports.directory", "target/demo-reports");
        return config;
    }
}
