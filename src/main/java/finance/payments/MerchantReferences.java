package finance.payments;

import io.quarkus.runtime.Startup;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Which order a merchant reference means: what a shop calls its request at a provider. Made at the start, which a wrong pattern ends. */
@Startup
@ApplicationScoped
class MerchantReferences {

    static final int MAX_CHARS = 100;

    private final Optional<Pattern> pattern;

    MerchantReferences(PaymentsConfig config) {
        this.pattern = config.orderReference();
        pattern.filter(one -> one.matcher("").groupCount() < 1).ifPresent(one -> {
            throw new IllegalArgumentException("ordersync.payments.order-reference: the pattern needs a group, the order's id, such as (.+)-\\d+");
        });
    }

    /** The order's id: what the configured pattern's first group matches, or the reference itself. */
    String orderId(String reference) {
        Optional<Matcher> match = pattern.map(one -> one.matcher(reference)).filter(Matcher::matches);
        return match.map(found -> found.group(1)).filter(id -> !id.isEmpty()).orElse(reference);
    }

    /** Whether a text can be such a reference. */
    static boolean isOne(String text) {
        return !text.isBlank() && text.length() <= MAX_CHARS && text.chars().noneMatch(c -> Character.isISOControl(c) || Character.isSurrogate((char) c));
    }
}
