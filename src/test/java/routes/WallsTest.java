package routes;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The design's two walls. */
@AnalyzeClasses(packages = {"access", "channels", "credit", "database", "deadletter", "demo", "embedded", "finance", "health", "http", "live", "mappings",
    "orders", "overview", "polling", "roles", "routes", "tally", "topics", "webhook", "workbench"}, importOptions = ImportOption.DoNotIncludeTests.class)
class WallsTest {

    /** The main class hands Camel's own main to Quarkus: that one name is all it knows. */
    @ArchTest
    static final ArchRule ONLY_ROUTES_KNOW_CAMEL = noClasses().that().resideOutsideOfPackage("routes..").and().doNotHaveFullyQualifiedName("embedded.OrderSync")
        .should().dependOnClassesThat().resideInAPackage("org.apache.camel..");

    @ArchTest
    static final ArchRule NOTHING_KNOWS_THE_ROUTES = noClasses().that().resideOutsideOfPackage("routes..")
        .should().dependOnClassesThat().resideInAPackage("routes..");
}
