package suites;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.junit.LocationProvider;
import com.tngtech.archunit.lang.ArchRule;
import io.quarkus.test.junit.QuarkusTest;
import java.nio.file.Path;
import java.util.Set;

/** No test with Quarkus is left out by both suites, which find them by their names. */
@AnalyzeClasses(locations = SuitesTest.TestClasses.class)
class SuitesTest {

    static final class TestClasses implements LocationProvider {

        @Override
        public Set<Location> get(Class<?> test) {
            return Set.of(Location.of(Path.of("target", "test-classes")));
        }
    }

    @ArchTest
    static final ArchRule TESTS_WITH_QUARKUS_END_IN_TEST = classes().that().areAnnotatedWith(QuarkusTest.class).should().haveSimpleNameEndingWith("Test");
}
