package finance.reconciliation;

import http.ProblemException;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What has become of something that does not agree. */
public enum ItemState {
    OPEN,
    /** A person has said why; it still does not agree. */
    EXPLAINED,
    /** A later run of the day no longer finds it. */
    SETTLED;

    /** As it is stored and told: {@code open}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    static Optional<ItemState> parse(String name, String word) {
        if (word == null || word.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(Arrays.stream(values()).filter(state -> state.word().equals(word)).findFirst()
            .orElseThrow(() -> ProblemException.badParameter(name, "one of open, explained, settled")));
    }
}
