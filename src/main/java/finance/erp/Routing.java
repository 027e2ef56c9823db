package finance.erp;

import finance.PostingKind;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Content-based router: which ERP takes a posting, by {@code ordersync.erp.routing}. */
@ApplicationScoped
public class Routing {

    private final List<ErpConfig.Rule> rules;
    private final Map<Erp, String> addresses = new EnumMap<>(Erp.class);

    Routing(ErpConfig config) {
        rules = config.routing();
        config.sap().url().ifPresent(url -> addresses.put(Erp.SAP, url));
        config.http().url().ifPresent(url -> addresses.put(Erp.HTTP, url));
        config.file().directory().ifPresent(directory -> addresses.put(Erp.FILE, directory));
    }

    /** Whether an ERP has an address. */
    public boolean isOn(Erp erp) {
        return addresses.containsKey(erp);
    }

    /** @throws java.util.NoSuchElementException the ERP is off */
    public String address(Erp erp) {
        return Optional.ofNullable(addresses.get(erp)).orElseThrow();
    }

    /** The ERPs that have an address. */
    public Collection<Erp> on() {
        return addresses.keySet();
    }

    /** @param platform null where it is not known; a rule that names platforms does not match it */
    Optional<Erp> of(PostingKind kind, String platform, String currency) {
        if (rules.isEmpty()) {
            return addresses.keySet().stream().findFirst();
        }
        return rules.stream().filter(rule -> matches(rule, kind, platform, currency)).findFirst().map(ErpConfig.Rule::to).filter(this::isOn);
    }

    private static boolean matches(ErpConfig.Rule rule, PostingKind kind, String platform, String currency) {
        return rule.kinds().map(kinds -> kinds.contains(kind)).orElse(true)
            && rule.platforms().map(platforms -> platform != null && platforms.contains(platform)).orElse(true)
            && rule.currencies().map(currencies -> currencies.contains(currency)).orElse(true);
    }
}
