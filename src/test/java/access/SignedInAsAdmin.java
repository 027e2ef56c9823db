package access;

import io.quarkus.test.junit.callback.QuarkusTestBeforeEachCallback;
import io.quarkus.test.junit.callback.QuarkusTestMethodContext;
import io.restassured.RestAssured;
import io.restassured.filter.Filter;
import io.restassured.filter.FilterContext;
import io.restassured.response.Response;
import io.restassured.specification.FilterableRequestSpecification;
import io.restassured.specification.FilterableResponseSpecification;
import java.net.URI;

/**
 * Gives each request of a test that has no Authorization header an administrator's token, but not those whose access is their
 * signature. {@code given().noFilters()} sends one without.
 */
public final class SignedInAsAdmin implements QuarkusTestBeforeEachCallback, Filter {

    private static final String AUTHORIZATION = "Authorization";

    @Override
    public void beforeEach(QuarkusTestMethodContext context) {
        always();
    }

    /** For tests without Quarkus as well, whose processes have {@link Tokens#KEY}. */
    public static void always() {
        RestAssured.replaceFiltersWith(new SignedInAsAdmin());
    }

    @Override
    public Response filter(FilterableRequestSpecification request, FilterableResponseSpecification answer, FilterContext context) {
        String path = URI.create(request.getURI()).getPath();
        boolean signed = path.startsWith("/webhook") || path.endsWith("/ipn");
        if (!signed && !request.getHeaders().hasHeaderWithName(AUTHORIZATION)) {
            request.header(AUTHORIZATION, "Bearer " + Tokens.admin());
        }
        return context.next(request, answer);
    }
}
