package mappings;

import java.util.List;
import java.util.stream.Collectors;

/** Thrown where {@code mappings/} cannot be used as it is; the message lists every fault, one a line. */
public class BrokenMappings extends RuntimeException {

    private final transient List<Fault> faults;

    public BrokenMappings(List<Fault> faults) {
        super(faults.stream().map(Fault::toString).collect(Collectors.joining("\n")));
        this.faults = List.copyOf(faults);
    }

    public List<Fault> faults() {
        return faults;
    }
}
