package mappings;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The cases of {@code mappings/}, for tests of other packages. */
public final class GoldenCases {

    public static final Path MAPPINGS = Path.of("mappings");

    private GoldenCases() {
    }

    public static List<GoldenCase> of(String channel) {
        List<Fault> faults = new ArrayList<>();
        List<GoldenCase> cases = GoldenCaseFile.readAll(MAPPINGS.resolve(channel), channel, faults);
        assertThat(faults).isEmpty();
        assertThat(cases).isNotEmpty();
        return cases;
    }
}
