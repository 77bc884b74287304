package dev.daybook.web.gate;

import dev.daybook.web.TextRules;
import dev.daybook.web.problem.FrameworkProblems;
import dev.daybook.web.problem.Problem;
import dev.daybook.web.problem.ProblemDocuments;
import io.vertx.core.MultiMap;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;

/**
 * A page of somebody else must not act through a browser that reaches the service. What is looked
 * at here is sent by browsers; a program that leaves it out, or names the service as it is, is not
 * disturbed.
 */
@Singleton
final class BrowserGuard {

    private static final Set<HttpMethod> CHANGE_NOTHING =
            Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS);

    private static final Set<String> EVERY_INTERFACE = Set.of("0.0.0.0", "::");
    private static final Pattern LOOPBACK =
            Pattern.compile("localhost|127(\\.\\d{1,3}){3}|\\[::1]");

    /** No page can make a browser take one for its own, as it can a name (DNS rebinding). */
    private static final Pattern ADDRESS =
            Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}|\\[[0-9a-f:.]+]");

    private static final Pattern PORT = Pattern.compile(":\\d*$");
    private static final Pattern SCHEME = Pattern.compile("^https?://");
    private static final Pattern JSON = Pattern.compile("(?i)application/json\\s*(;.*)?");

    private final Set<String> names = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
    private final boolean anyAddress;

    /** Of the request before: most name the same. */
    private volatile String known = "localhost";

    /**
     * @param address that the service listens on
     * @param others by which it is known besides, with the port where that is not the usual one
     */
    BrowserGuard(
            @ConfigProperty(name = "quarkus.http.host") String address,
            @ConfigProperty(name = "DAYBOOK_HOSTS") List<String> others) {
        names.add(address.contains(":") ? "[" + address + "]" : address);
        others.forEach(name -> names.add(name.strip()));
        anyAddress = EVERY_INTERFACE.contains(address);
    }

    /** Why the request is refused, if so. */
    Optional<Problem> problem(HttpMethod method, MultiMap headers) {
        String host = headers.get(HttpHeaders.HOST);
        if (host != null && !isOwnHost(host)) {
            return Optional.of(
                    Problem.of(
                            421,
                            "unknown-host",
                            "This service is not known as '%s'; DAYBOOK_HOSTS says as what it is."
                                    .formatted(TextRules.printable(host))));
        }
        if (CHANGE_NOTHING.contains(method)) {
            return Optional.empty();
        }
        if (isOfAnotherSite(headers.get("Sec-Fetch-Site"))
                || !isOwnOrigin(headers.get(HttpHeaders.ORIGIN), host)) {
            return Optional.of(
                    Problem.of(
                            403, "cross-site", "A page of another site may not change anything."));
        }
        // what a page may send without asking first has another type
        return ProblemDocuments.bearsBody(headers) && !isJson(headers.get(HttpHeaders.CONTENT_TYPE))
                ? Optional.of(FrameworkProblems.of(415))
                : Optional.empty();
    }

    private boolean isOwnHost(String host) {
        if (host.equals(known)) {
            return true;
        }
        boolean own = isKnown(host);
        if (own) {
            known = host;
        }
        return own;
    }

    private boolean isKnown(String host) {
        String name = PORT.matcher(host.toLowerCase(Locale.ROOT)).replaceFirst("");
        return LOOPBACK.matcher(name).matches()
                || names.contains(name)
                || names.contains(host)
                || anyAddress && ADDRESS.matcher(name).matches();
    }

    private static boolean isOfAnotherSite(@Nullable String site) {
        return site != null && !site.equals("same-origin") && !site.equals("none");
    }

    /** A proxy may have replaced the host. */
    private boolean isOwnOrigin(@Nullable String origin, @Nullable String host) {
        if (origin == null) {
            return true;
        }
        String authority = SCHEME.matcher(origin).replaceFirst("");
        return authority.length() < origin.length()
                && (authority.equalsIgnoreCase(host) || names.contains(authority));
    }

    private static boolean isJson(@Nullable String contentType) {
        return contentType != null && JSON.matcher(contentType).matches();
    }
}
