package access;

import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.UriInfo;
import java.lang.reflect.Method;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jboss.resteasy.reactive.server.ServerResponseFilter;

/**
 * Writes each change that was made over the API to the audit: who, the method and address, and what the address names; the body is
 * not kept, but for what a resource says with {@link AuditNote}. One place for all, so that no resource can forget it; {@link Unaudited} excepts those that change nothing.
 */
public final class AuditedChanges {

    private static final Set<String> CHANGES = Set.of("POST", "PUT", "PATCH", "DELETE");
    /** A path parameter of this name tells a person. */
    private static final String PERSONAL = "buyer";
    private static final int FIRST_ERROR = 400;
    private static final int MAX_SUBJECT = 400;

    @Inject
    Audit audit;

    @Inject
    CurrentUser user;

    @Inject
    AuditNote note;

    /** What a method is called in the audit; empty: it is not there. */
    private final Map<Method, Optional<String>> addresses = new ConcurrentHashMap<>();

    /** The answer goes out once the entry is written; null, for which it is not even put aside: there is none. */
    @ServerResponseFilter
    public Uni<Void> write(ContainerRequestContext request, ContainerResponseContext response, ResourceInfo resource) {
        Optional<String> address = CHANGES.contains(request.getMethod()) && response.getStatus() < FIRST_ERROR && resource != null
            && resource.getResourceMethod() != null && !OpenToAll.is(resource)
            ? addresses.computeIfAbsent(resource.getResourceMethod(), method -> address(resource.getResourceClass(), method)) : Optional.empty();
        Optional<String> name = address.flatMap(known -> user.name());
        if (name.isEmpty()) {
            return null;
        }
        String subject = note.subject() == null ? subject(request.getUriInfo()) : note.subject();
        return Uni.createFrom().completionStage(audit.append(name.get(), request.getMethod() + " " + address.get(), subject, note.detail()));
    }

    /** What a method is called in the audit, behind the name of its HTTP method; empty: it leaves no entry. */
    public static Optional<String> address(Class<?> resource, Method method) {
        if (method.isAnnotationPresent(Unaudited.class)) {
            return Optional.empty();
        }
        return Optional.of(Stream.of(resource.getAnnotation(Path.class), method.getAnnotation(Path.class))
            .filter(path -> path != null).flatMap(path -> Stream.of(path.value().split("/"))).filter(part -> !part.isEmpty())
            .collect(Collectors.joining("/", "/", "")));
    }

    private static String subject(UriInfo uri) {
        String subject = uri.getPathParameters().entrySet().stream().filter(parameter -> !parameter.getKey().equals(PERSONAL))
            .map(parameter -> parameter.getKey() + "=" + String.join(",", parameter.getValue())).sorted().collect(Collectors.joining(", "));
        return subject.isEmpty() ? null : subject.substring(0, Math.min(subject.length(), MAX_SUBJECT));
    }
}
