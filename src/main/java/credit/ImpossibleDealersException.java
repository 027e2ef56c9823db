package credit;

import java.util.List;

/** Some changes of dealers cannot be, as the dealers now are; nothing was changed. */
final class ImpossibleDealersException extends RuntimeException {

    private final transient List<DealerTree.Fault> faults;

    ImpossibleDealersException(List<DealerTree.Fault> faults) {
        super("Dealers cannot be changed so", null, false, false);
        this.faults = List.copyOf(faults);
    }

    List<DealerTree.Fault> faults() {
        return faults;
    }
}
