package orders;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** What each status means to finance; one that is not named, {@link SaleEffect#NONE}. */
public final class SaleEffects {

    private final Map<String, SaleEffect> effects = new HashMap<>();
    private final Set<String> kept = new HashSet<>();

    public SaleEffects(Map<OrderStatus, SaleEffect> effects) {
        effects.forEach((status, effect) -> {
            this.effects.put(status.name(), effect);
            if (effect == SaleEffect.KEEP) {
                kept.add(status.name());
            }
        });
    }

    /** @param status null: none was told */
    SaleEffect of(String status) {
        return effects.getOrDefault(status, SaleEffect.NONE);
    }

    /** The statuses that mean {@link SaleEffect#KEEP}. */
    Set<String> kept() {
        return kept;
    }
}
