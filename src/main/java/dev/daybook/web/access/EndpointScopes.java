package dev.daybook.web.access;

import dev.daybook.engine.access.Scopes;
import java.lang.reflect.Method;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;

/** The scopes that stand at endpoints. */
public final class EndpointScopes {

    /** Nobody has it: that of an endpoint which names none. */
    private static final String UNNAMED = "unnamed";

    /**
     * @param changes what is to be called to change something, by method
     */
    private record Named(String reads, String changes, Map<String, String> byMethod) {}

    private static final ClassValue<Named> ALL =
            new ClassValue<>() {
                @Override
                protected Named computeValue(Class<?> resource) {
                    return named(resource);
                }
            };

    private EndpointScopes() {}

    /**
     * @param method the endpoint's name in its class
     */
    static String of(Class<?> resource, String method, boolean reads) {
        Named named = ALL.get(resource);
        String own = named.byMethod().get(method);
        if (own != null) {
            return own;
        }
        return reads ? named.reads() : named.changes();
    }

    /** Whether they may be narrowed to what belongs to somebody. */
    static boolean areNarrowable(Class<?> resource) {
        RequiresScope scope = resource.getAnnotation(RequiresScope.class);
        return scope != null && scope.narrowable();
    }

    /** All that endpoints name, and {@code act-as}. */
    public static Set<String> all() {
        Set<String> all = new TreeSet<>(Set.of(Scopes.ACT_AS));
        Routes.all().forEach(route -> needed(route).ifPresent(all::add));
        return all;
    }

    /** That of a route; nothing where everybody may call it. */
    public static Optional<String> needed(Routes.Route route) {
        String scope =
                of(
                        route.endpoint().getResourceClass(),
                        route.endpoint().getJavaMethodName(),
                        route.method().equals("GET"));
        return Optional.of(scope).filter(Predicate.not(String::isEmpty));
    }

    private static Named named(Class<?> resource) {
        Map<String, String> byMethod = new HashMap<>();
        for (Method method : resource.getDeclaredMethods()) {
            RequiresScope own = method.getAnnotation(RequiresScope.class);
            if (own != null) {
                byMethod.put(method.getName(), own.value());
            }
        }
        RequiresScope all = resource.getAnnotation(RequiresScope.class);
        String name = all == null ? UNNAMED : all.value();
        boolean whole = all == null || name.isEmpty() || name.contains(":");
        return new Named(whole ? name : name + ":read", whole ? name : name + ":write", byMethod);
    }
}
