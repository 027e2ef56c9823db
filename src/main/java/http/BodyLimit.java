package http;

import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;

/**
 * Refuses a body that says it is above {@code quarkus.http.limits.max-body-size}, as a problem: Quarkus' own refusal has no body.
 * {@link UnannouncedBody} counts those that do not say their length.
 */
@ApplicationScoped
class BodyLimit {

    /** Before Quarkus' own. */
    private static final int FIRST = 10_000;

    private final BodyReader reader;

    BodyLimit(BodyReader reader) {
        this.reader = reader;
    }

    void register(@Observes Filters filters) {
        filters.register(this::check, FIRST);
    }

    private void check(RoutingContext ctx) {
        if (reader.isOverLimit(ctx.request())) {
            EarlyAnswer.write(ctx, Reply.tooLarge(reader.limitBytes()));
        } else {
            ctx.next();
        }
    }
}
