package suites;

import org.junit.platform.suite.api.ExcludeClassNamePatterns;
import org.junit.platform.suite.api.IncludeClassNamePatterns;
import org.junit.platform.suite.api.IncludeEngines;
import org.junit.platform.suite.api.IncludeTags;
import org.junit.platform.suite.api.SelectPackages;
import org.junit.platform.suite.api.Suite;

/** The tests with Quarkus that {@link FirstQuarkusSuite} leaves: all whose names end in Test, as {@link SuitesTest} sees to. */
@Suite
@SelectPackages("")
@IncludeEngines("junit-jupiter")
@IncludeTags("io.quarkus.test.junit.QuarkusTest")
@IncludeClassNamePatterns(".*Test")
@ExcludeClassNamePatterns(FirstQuarkusSuite.CLASSES)
class SecondQuarkusSuite {
}
