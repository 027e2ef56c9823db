package routes;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.Location;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.junit.LocationProvider;
import com.tngtech.archunit.lang.ArchRule;
import java.nio.file.Path;
import java.util.Set;

/** The design's two walls. */
@AnalyzeClasses(locations = WallsTest.OwnClasses.class)
class WallsTest {

    /** All of the application, so that a new package is within the walls without being named here. */
    static final class OwnClasses implements LocationProvider {

        @Override
        public Set<Location> get(Class<?> test) {
            return Set.of(Location.of(Path.of("target", "classes")));
        }
    }

    /** The main class hands Camel's own main to Quarkus: that one name is all it knows. */
    @ArchTest
    static final ArchRule ONLY_ROUTES_KNOW_CAMEL = noClasses().that().resideOutsideOfPackage("routes..").and().doNotHaveFullyQualifiedName("embedded.OrderSync")
        .should().dependOnClassesThat().resideInAPackage("org.apache.camel..");

    @ArchTest
    static final ArchRule NOTHING_KNOWS_THE_ROUTES = noClasses().that().resideOutsideOfPackage("routes..")
        .should().dependOnClassesThat().resideInAPackage("routes..");
}
