package access;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/**
 * What a browser may do with our pages, on every answer: load from here alone, be framed by nobody, and over TLS come back over TLS.
 * Behind a proxy, whether it was TLS is known where {@code quarkus.http.proxy.proxy-address-forwarding} is on.
 */
@ApplicationScoped
class SecurityHeaders {

    /** Before all else, so that refusals have them as well. */
    private static final int FIRST = 20_000;
    /** Pages of Quarkus for developers, which are not there in production. */
    private static final String DEVELOPERS = "/q/dev-ui";
    private static final String SWAGGER = "/q/swagger-ui";

    private static final CharSequence POLICY = HttpHeaders.createOptimized("content-security-policy");
    private static final CharSequence SNIFFING = HttpHeaders.createOptimized("x-content-type-options");
    private static final CharSequence NO_SNIFFING = HttpHeaders.createOptimized("nosniff");
    private static final CharSequence FRAMES = HttpHeaders.createOptimized("x-frame-options");
    private static final CharSequence NO_FRAMES = HttpHeaders.createOptimized("DENY");
    private static final CharSequence REFERRER = HttpHeaders.createOptimized("referrer-policy");
    private static final CharSequence NO_REFERRER = HttpHeaders.createOptimized("no-referrer");
    /** A browser keeps nothing of the data on its disk, which others may use after a sign-out. */
    private static final CharSequence CACHE = HttpHeaders.createOptimized("cache-control");
    private static final CharSequence NO_CACHE = HttpHeaders.createOptimized("no-store");
    private static final CharSequence TRANSPORT = HttpHeaders.createOptimized("strict-transport-security");
    private static final CharSequence ONLY_TLS = HttpHeaders.createOptimized("max-age=31536000");

    /** Components and charts set styles of their own; scripts are ours alone. */
    private static final CharSequence OURS = HttpHeaders.createOptimized("default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; "
        + "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'");
    private static final CharSequence SWAGGERS = HttpHeaders.createOptimized("default-src 'self'; script-src 'self' 'unsafe-inline'; "
        + "style-src 'self' 'unsafe-inline'; img-src 'self' data:; frame-ancestors 'self'");

    void register(@Observes Filters filters) {
        filters.register(SecurityHeaders::put, FIRST);
    }

    private static void put(RoutingContext ctx) {
        MultiMap headers = ctx.response().headers();
        String path = ctx.request().path();
        headers.set(SNIFFING, NO_SNIFFING).set(REFERRER, NO_REFERRER);
        if (path != null && !isOfTheDashboard(path)) {
            headers.set(CACHE, NO_CACHE);
        }
        if (path == null || !path.startsWith(DEVELOPERS)) {
            boolean swagger = path != null && path.startsWith(SWAGGER);
            headers.set(POLICY, swagger ? SWAGGERS : OURS);
            if (!swagger) {
                headers.set(FRAMES, NO_FRAMES);
            }
        }
        if (ctx.request().isSSL() || "https".equals(ctx.request().scheme())) {
            headers.set(TRANSPORT, ONLY_TLS);
        }
        ctx.next();
    }

    private static boolean isOfTheDashboard(String path) {
        return path.equals("/") || path.equals("/index.html") || path.startsWith("/static/") || path.startsWith("/q/");
    }
}
