package suites;

import org.junit.platform.suite.api.IncludeClassNamePatterns;
import org.junit.platform.suite.api.IncludeEngines;
import org.junit.platform.suite.api.IncludeTags;
import org.junit.platform.suite.api.SelectPackages;
import org.junit.platform.suite.api.Suite;

/**
 * About half of the tests with Quarkus. Each half has a virtual machine of its own (pom.xml), which starts Quarkus once for each
 * profile, in some ten seconds: so tests with the same profile are in the same half.
 */
@Suite
@SelectPackages("")
@IncludeEngines("junit-jupiter")
@IncludeTags("io.quarkus.test.junit.QuarkusTest")
@IncludeClassNamePatterns(FirstQuarkusSuite.CLASSES)
class FirstQuarkusSuite {

    static final String CLASSES = "(finance|polling|roles|webhook)\\..*Test|.*(Outage|WithoutPostgresql|RedisStates|ClearedElsewhere)Test";
}
