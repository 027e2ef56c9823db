package http;

import io.quarkus.logging.Log;
import jakarta.inject.Inject;
import jakarta.ws.rs.NotAllowedException;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.WebApplicationException;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.lang.reflect.Parameter;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.UUID;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.jboss.resteasy.reactive.RestPath;
import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

/** Every error of the API as problem+json. */
public final class ProblemMapper {

    /** PostgreSQL's query_canceled: the statement timeout. */
    private static final String QUERY_CANCELED = "57014";
    /** A row was waited for longer than the lock timeout. */
    private static final String LOCK_NOT_AVAILABLE = "55P03";
    /** PostgreSQL's character_not_in_repertoire: a text with the character NUL, which no text of its has. */
    private static final String NO_TEXT = "22021";
    /** Others changed the same, time and again: serialization_failure, deadlock_detected. */
    private static final Set<String> LOST_RACES = Set.of("40001", "40P01");
    /** SQLSTATE: connection_exception, insufficient_resources, that PostgreSQL stops or starts, or that what answers is still a standby. */
    private static final Pattern AWAY = Pattern.compile("08...|53...|57P0.|25006");
    /** PostgreSQL tells a SQLSTATE of all its errors; the pool, which has no connection to give, tells none: as if it were connection_exception. */
    private static final String OF_THE_POOL = "08000";
    private static final long RETRY_SECONDS = 5;

    private static final Map<Integer, String> DETAILS = Map.of(
        404, "There is nothing at this address.",
        406, "The answer is application/json; the Accept header excludes it.",
        415, "The body must be of the type that this address takes, mostly application/json: set the Content-Type header.");

    @Inject
    AllowedMethods methods;

    @ServerExceptionMapper
    public Response known(ProblemException failure) {
        Response.ResponseBuilder answer = Response.fromResponse(answer(failure.problem()));
        failure.retrySeconds().ifPresent(seconds -> answer.header(HttpHeaders.RETRY_AFTER, seconds));
        return answer.build();
    }

    @ServerExceptionMapper
    public Response http(WebApplicationException failure) {
        if (failure.getCause() instanceof ProblemException inTheWriter) {
            return known(inTheWriter);
        }
        if (failure.getCause() instanceof BrokenOffException inTheWriter) {
            return brokenOff(inTheWriter);
        }
        int status = failure.getResponse().getStatus();
        if (status >= 500) {
            return unexpected(failure);
        }
        String detail = DETAILS.getOrDefault(status, "The request is not one this address understands.");
        return answer(Problem.of(status, detail));
    }

    @ServerExceptionMapper
    public Response notFound(NotFoundException failure, ResourceInfo resource, UriInfo uri) {
        return notANumber(resource, uri).map(name -> known(ProblemException.badParameter(name, "a whole number of at most 18 digits"))).orElseGet(() -> http(failure));
    }

    /** The part of the address that is to be a number and is none: RESTEasy Reactive then says that nothing is there. */
    private static Optional<String> notANumber(ResourceInfo resource, UriInfo uri) {
        if (resource == null || resource.getResourceMethod() == null) {
            return Optional.empty();
        }
        return Arrays.stream(resource.getResourceMethod().getParameters())
            .filter(parameter -> parameter.getType() == long.class && parameter.isAnnotationPresent(RestPath.class)).map(Parameter::getName)
            .filter(name -> !isNumber(uri.getPathParameters().getFirst(name))).findFirst();
    }

    private static boolean isNumber(String text) {
        try {
            Long.parseLong(text);
            return true;
        } catch (NumberFormatException notANumber) {
            return false;
        }
    }

    @ServerExceptionMapper
    public Response notAllowed(NotAllowedException failure, UriInfo uri) {
        SortedSet<String> allowed = methods.at(uri.getPath());
        return Response.fromResponse(answer(Problem.of(405, "This address does not take that method. It takes " + String.join(", ", allowed) + ".")))
            .allow(allowed).build();
    }

    /** Nobody is there to read it. */
    @ServerExceptionMapper
    public Response brokenOff(BrokenOffException failure) {
        return Response.serverError().build();
    }

    /** What nobody foresaw: the caller gets an id, the log has the rest under it. */
    @ServerExceptionMapper
    public Response unexpected(Throwable failure) {
        if (endedWith(LOCK_NOT_AVAILABLE::equals, failure)) {
            return answer(Problem.of(503, ProblemType.HELD_BY_OTHERS, "Others hold what this would change for too long. Nothing was changed; try again."));
        }
        if (endedWith(QUERY_CANCELED::equals, failure)) {
            return answer(Problem.of(503, ProblemType.SEARCH_TOO_LONG, "The search took too long and was given up. Narrow it: by platform, shop or time."));
        }
        if (endedWith(NO_TEXT::equals, failure)) {
            return answer(Problem.of(400, "A text of the request, in its address or its body, has the character NUL, which cannot be kept. Leave it out."));
        }
        if (endedWith(LOST_RACES::contains, failure)) {
            return later("Others changed the same, time and again. Nothing was changed; try again.");
        }
        if (endedWith(AWAY.asMatchPredicate(), failure)) {
            Log.warnf("A request failed, for PostgreSQL is out of reach: %s", failure);
            return later("PostgreSQL is out of reach. Whether anything was changed is not known: look before you try again.");
        }
        String id = UUID.randomUUID().toString();
        Log.errorf(failure, "A request failed; its caller was given the id %s", id);
        return answer(Problem.of(500, "Something failed on our side. The log has it under " + id + "."));
    }

    static Response answer(Problem problem) {
        return Response.status(problem.status()).type(Problem.MEDIA_TYPE).entity(problem).build();
    }

    private static Response later(String detail) {
        return Response.fromResponse(answer(Problem.of(503, detail))).header(HttpHeaders.RETRY_AFTER, RETRY_SECONDS).build();
    }

    private static boolean endedWith(Predicate<String> sqlState, Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof SQLException sql && sqlState.test(sql.getSQLState() == null ? OF_THE_POOL : sql.getSQLState())) {
                return true;
            }
        }
        return false;
    }
}
