package credit;

import io.smallrye.mutiny.Uni;
import java.util.List;

/** Keeps nothing: {@code ordersync.credit.cache.kind=off}. */
final class NoStates implements CreditStates {

    @Override
    public Uni<Look> look(String customerId) {
        return Uni.createFrom().item(Look.ABSENT);
    }

    @Override
    public void told(int partition, List<Account> accounts, long asOfMicros) {
    }

    @Override
    public void read(List<Account> accounts, long readAtMicros) {
    }
}
