package http;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.spi.Bean;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Path;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jboss.resteasy.reactive.server.mapping.RequestMapper;
import org.jboss.resteasy.reactive.server.mapping.URITemplate;

/** Which methods an address takes, as RFC 9110 has a 405 say in Allow: RESTEasy Reactive knows them, and does not tell. */
@ApplicationScoped
class AllowedMethods {

    /** By the name of the HTTP method: the addresses of all resources that have it, matched as RESTEasy Reactive does. */
    private final Map<String, RequestMapper<Method>> addresses = new HashMap<>();

    AllowedMethods(BeanManager beans) {
        Map<String, ArrayList<RequestMapper.RequestPath<Method>>> found = new HashMap<>();
        for (Bean<?> bean : beans.getBeans(Object.class, Any.Literal.INSTANCE)) {
            Path resource = bean.getBeanClass().getAnnotation(Path.class);
            if (resource != null) {
                for (Method method : bean.getBeanClass().getMethods()) {
                    add(found, resource, method);
                }
            }
        }
        found.forEach((name, paths) -> addresses.put(name, new RequestMapper<>(paths)));
    }

    private static void add(Map<String, ArrayList<RequestMapper.RequestPath<Method>>> found, Path resource, Method method) {
        Path own = method.getAnnotation(Path.class);
        String address = ("/" + resource.value() + "/" + (own == null ? "" : own.value())).replaceAll("/+", "/").replaceAll("(?<=.)/$", "");
        for (Annotation annotation : method.getAnnotations()) {
            HttpMethod http = annotation.annotationType().getAnnotation(HttpMethod.class);
            if (http != null) {
                found.computeIfAbsent(http.value(), name -> new ArrayList<>())
                    .add(new RequestMapper.RequestPath<>(false, new URITemplate(address, false), method));
            }
        }
    }

    /** In alphabetical order, with those that RESTEasy Reactive answers by itself; empty: no resource is there. */
    SortedSet<String> at(String path) {
        SortedSet<String> methods = new TreeSet<>();
        addresses.forEach((name, paths) -> {
            if (paths.map(path) != null) {
                methods.add(name);
            }
        });
        if (methods.contains(HttpMethod.GET)) {
            methods.add(HttpMethod.HEAD);
        }
        if (!methods.isEmpty()) {
            methods.add(HttpMethod.OPTIONS);
        }
        return methods;
    }
}
