package http;

import io.vertx.core.MultiMap;
import io.vertx.ext.web.RoutingContext;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.container.ResourceInfo;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Parameter;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.resteasy.reactive.RestQuery;
import org.jboss.resteasy.reactive.server.ServerRequestFilter;

/**
 * Refuses a query parameter that the address does not have, for a filter misspelt would be answered with more than was asked for, and
 * one that is given twice, for one of the two would be passed over. An address has what its resource method declares, itself or in
 * its {@link BeanParam}s; one place for all, so that no resource can forget it, but for those of {@link CallersParameters}.
 */
public final class QueryParameters {

    /** After {@link ApiRole}: where nothing is served, that is what is to be said. */
    private static final int AFTER_THE_ROLE = Priorities.USER + 1;

    /** As many as resources have methods. */
    private final Map<Method, SortedSet<String>> declared = new ConcurrentHashMap<>();

    @ServerRequestFilter(priority = AFTER_THE_ROLE)
    public void refuse(ResourceInfo resource, RoutingContext ctx) {
        String query = ctx.request().query();
        if (query != null && !query.isEmpty() && !resource.getResourceClass().isAnnotationPresent(CallersParameters.class)) {
            check(ctx.queryParams(), declared.computeIfAbsent(resource.getResourceMethod(), QueryParameters::of));
        }
    }

    private static void check(MultiMap given, SortedSet<String> known) {
        for (String name : given.names()) {
            if (!known.contains(name)) {
                throw ProblemException.unknown("parameter of this address", name, known);
            }
            if (given.getAll(name).size() > 1) {
                throw ProblemException.badParameter(name, "given once");
            }
        }
    }

    /** The names of the query parameters that a resource method declares. */
    static SortedSet<String> of(Method method) {
        SortedSet<String> names = new TreeSet<>();
        for (Parameter parameter : method.getParameters()) {
            add(names, parameter, parameter.getName(), parameter.getType());
        }
        return names;
    }

    private static void add(SortedSet<String> names, AnnotatedElement declared, String name, Class<?> type) {
        RestQuery query = declared.getAnnotation(RestQuery.class);
        if (query != null) {
            names.add(query.value().isEmpty() ? name : query.value());
        } else if (declared.isAnnotationPresent(QueryParam.class)) {
            names.add(declared.getAnnotation(QueryParam.class).value());
        } else if (declared.isAnnotationPresent(BeanParam.class)) {
            for (Class<?> bean = type; bean != null; bean = bean.getSuperclass()) {
                for (Field field : bean.getDeclaredFields()) {
                    add(names, field, field.getName(), field.getType());
                }
            }
        }
    }
}
