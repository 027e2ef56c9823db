package credit;

import credit.CreditStates.Result;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Says whether an order would be accepted, and holds nothing: from the cache where that is fresh, else from PostgreSQL. */
@ApplicationScoped
class CreditChecks {

    private final CreditStates states;
    private final StandingReads reads;
    private final TodaysRates rates;
    private final CreditConfig config;
    private final Map<Result, Counter> looks = new EnumMap<>(Result.class);
    private final Clock clock = Clock.systemUTC();

    CreditChecks(CreditStates states, StandingReads reads, TodaysRates rates, CreditConfig config, MeterRegistry meters) {
        this.states = states;
        this.reads = reads;
        this.rates = rates;
        this.config = config;
        for (Result result : Result.values()) {
            looks.put(result, Counter.builder("credit.cache").description("Checks, by what the cache had: all but hits read PostgreSQL")
                .tag("result", result.name().toLowerCase(Locale.ROOT)).register(meters));
        }
    }

    /** Fails with an {@link UnavailableException} when neither the cache nor PostgreSQL can tell. */
    Uni<CheckAnswer> check(CheckRequest request) {
        return states.look(request.customerId()).onFailure().recoverWithItem(new CreditStates.Look(Result.FAILED, null)).chain(look -> {
            looks.get(look.result()).increment();
            return look.result() == Result.HIT ? answer(request, look.standing())
                : reads.standing(request.customerId()).chain(read -> read.map(standing -> answer(request, standing))
                    .orElseGet(() -> Uni.createFrom().item(CheckAnswer.UNKNOWN_DEALER)));
        });
    }

    private Uni<CheckAnswer> answer(CheckRequest request, Standing standing) {
        String currency = standing.own().currency();
        if (request.currency() == null || request.currency().equals(currency)) {
            request.checkDecimals(currency);
            return Uni.createFrom().item(decided(standing, Optional.of(request.amount()), Reason.NO_AMOUNT));
        }
        if (!config.convert()) {
            return Uni.createFrom().item(decided(standing, Optional.empty(), Reason.CURRENCY));
        }
        return rates.now().map(today -> decided(standing, today.convert(request.amount(), request.currency(), currency), Reason.NO_RATE));
    }

    /** @param missing why the amount is not known in the dealer's currency, where it is not; it goes before other reasons */
    private CheckAnswer decided(Standing standing, Optional<BigDecimal> amount, Reason missing) {
        Instant now = clock.instant();
        Optional<Reason> refusal = amount.isPresent() ? standing.refusal(amount.get(), now) : Optional.of(missing);
        return CheckAnswer.of(standing, refusal, now);
    }
}
