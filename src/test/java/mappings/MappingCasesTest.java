package mappings;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicContainer;
import org.junit.jupiter.api.DynamicNode;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The cases of {@code mappings/}, each a test, and what they leave unproven. */
class MappingCasesTest {

    private static final MappingsDirectory DIRECTORY = MappingsDirectory.locate(Optional.of("mappings"));
    private static final Map<String, CompiledChannel> CHANNELS = DIRECTORY.compile();

    @TestFactory
    Stream<DynamicNode> everyCaseIsAsExpected() {
        return DIRECTORY.folders().stream().map(folder -> DynamicContainer.dynamicContainer(name(folder),
            cases(folder).stream().map(golden -> DynamicTest.dynamicTest(golden.place(), () -> {
                // When
                Outcome outcome = CHANNELS.get(name(folder)).map(golden.raw());
                // Then
                assertThat(golden.differences(outcome)).isEmpty();
            }))));
    }

    @TestFactory
    Stream<DynamicTest> theCasesLeaveNothingUnproven() {
        return DIRECTORY.folders().stream().map(folder -> DynamicTest.dynamicTest(name(folder), () ->
            assertThat(Lint.findings(folder, DIRECTORY.place(folder), CHANNELS.get(name(folder)), cases(folder))).isEmpty()));
    }

    private static String name(Path folder) {
        return folder.getFileName().toString();
    }

    private static List<GoldenCase> cases(Path folder) {
        List<Fault> faults = new ArrayList<>();
        List<GoldenCase> cases = GoldenCaseFile.readAll(folder, DIRECTORY.place(folder), faults);
        assertThat(faults).isEmpty();
        assertThat(cases).isNotEmpty();
        return cases;
    }
}
