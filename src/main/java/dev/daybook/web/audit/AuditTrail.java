package dev.daybook.web.audit;

import static dev.daybook.engine.access.Audit.AUDIT;

import dev.daybook.engine.access.Audit.Event;
import dev.daybook.engine.access.Audit.Event.RequestAnswered;
import dev.daybook.engine.access.Audit.Event.RequestReceived;
import dev.daybook.engine.access.Scopes;
import dev.daybook.engine.command.CommandContext;
import dev.daybook.engine.command.Precondition;
import dev.daybook.engine.pipeline.Commands;
import dev.daybook.kernel.Metadata;
import dev.daybook.web.TextRules;
import dev.daybook.web.access.Permit;
import dev.daybook.web.problem.ExceptionMappers;
import dev.daybook.web.problem.ProblemDocuments;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Phaser;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Puts every use of the routes by which the service is run, and access to it given, into the log:
 * with its outcome once it is answered; what changes something also before, and nothing is done
 * where that cannot be recorded.
 */
@Singleton
public final class AuditTrail {

    private static final Logger LOG = Logger.getLogger(AuditTrail.class);
    private static final List<String> AUDITED = List.of("/api/admin", "/api/keys", "/api/webhooks");
    private static final Set<HttpMethod> READS =
            Set.of(HttpMethod.GET, HttpMethod.HEAD, HttpMethod.OPTIONS);

    /** Around all that refuses. */
    private static final int OUTERMOST = 9_900;

    /** Behind all that refuses without an endpoint. */
    private static final int INNERMOST = 8_000;

    /** Who has none of these changes nothing by these routes, and is not to fill the log either. */
    static final Set<String> TO_CHANGE = Set.of("ops:write", Scopes.ACCESS_ADMIN);

    /** Of the scope that is missing, of the requests that are too many. */
    private static final Set<Integer> REFUSED_TO_KNOWN = Set.of(403, 429);

    private static final int LONGEST_PATH = 500;
    private static final long MOST_MILLIS_AT_THE_END = 1_000;

    private final Vertx vertx;
    private final Commands commands;
    private final ProblemDocuments documents;
    private final RefusalQuota refusals = new RefusalQuota(System::nanoTime);
    private final Phaser recording = new Phaser(1);

    AuditTrail(Vertx vertx, Commands commands, ProblemDocuments documents) {
        this.vertx = vertx;
        this.commands = commands;
        this.documents = documents;
    }

    void register(@Observes Filters filters) {
        filters.register(this::awaitAnswer, OUTERMOST);
        filters.register(this::announce, INNERMOST);
    }

    /** Lets what is being recorded end before the store does. */
    void stop(@Observes ShutdownEvent event) throws InterruptedException {
        try {
            recording.awaitAdvanceInterruptibly(
                    recording.arriveAndDeregister(), MOST_MILLIS_AT_THE_END, TimeUnit.MILLISECONDS);
        } catch (TimeoutException e) {
            LOG.warn("The last uses of the admin routes are not in the log.", e);
        }
    }

    /** Whether each use of a route is recorded. */
    public static boolean covers(String path) {
        for (String prefix : AUDITED) { // asked for each request
            if (path.startsWith(prefix)
                    && (path.length() == prefix.length() || path.charAt(prefix.length()) == '/')) {
                return true;
            }
        }
        return false;
    }

    private void awaitAnswer(RoutingContext http) {
        if (covers(http.normalizedPath())) {
            http.addEndHandler(
                    ended ->
                            answered(
                                    http,
                                    ended.succeeded() ? http.response().getStatusCode() : null));
        }
        http.next();
    }

    private void announce(RoutingContext http) {
        if (READS.contains(http.request().method())
                || !covers(http.normalizedPath())
                || TO_CHANGE.stream().noneMatch(Permit.of(http).caller().scopes()::allow)) {
            http.next();
            return;
        }
        Context own = vertx.getOrCreateContext();
        record(http, new RequestReceived(method(http), path(http), address(http)))
                .emitOn(task -> own.runOnContext(_ -> task.run()))
                .subscribe()
                .with(_ -> http.next(), failure -> refuse(http, failure));
    }

    private void refuse(RoutingContext http, Throwable failure) {
        LOG.warnf("%s %s: %s", method(http), path(http), failure.getMessage());
        documents.end(ExceptionMappers.storeUnavailable(), http);
    }

    private void answered(RoutingContext http, @Nullable Integer status) {
        boolean limited =
                Permit.find(http).isEmpty() || status != null && REFUSED_TO_KNOWN.contains(status);
        if (limited && !refusals.take()) {
            return;
        }
        record(
                        http,
                        new RequestAnswered(
                                method(http),
                                path(http),
                                address(http),
                                status,
                                refusals.leftOut()))
                .subscribe()
                .with(
                        _ -> {},
                        failure ->
                                LOG.errorf(
                                        "Not in the log: request %s, %s %s, answered with %s: %s",
                                        documents.requestId(http),
                                        method(http),
                                        path(http),
                                        status,
                                        failure.getMessage()));
    }

    private Uni<?> record(RoutingContext http, Event event) {
        recording.register();
        String requestId = documents.requestId(http);
        Metadata metadata = new Metadata(requestId, requestId, null, actor(http).orElse(null));
        return commands.execute(
                        AUDIT,
                        requestId,
                        event,
                        new CommandContext(metadata, Optional.empty(), Precondition.NONE))
                .onTermination()
                .invoke(recording::arriveAndDeregister);
    }

    /** The caller; where nobody was asked, whom the request names. */
    private static Optional<String> actor(RoutingContext http) {
        return Permit.find(http)
                .flatMap(
                        permit ->
                                permit.caller()
                                        .name()
                                        .or(
                                                () ->
                                                        Optional.ofNullable(
                                                                http.request()
                                                                        .getHeader("X-User-Id"))))
                .filter(name -> TextRules.faultInHeader(name).isEmpty());
    }

    private static String method(RoutingContext http) {
        return http.request().method().name();
    }

    private static String path(RoutingContext http) {
        String path = TextRules.printable(http.normalizedPath());
        return path.substring(0, Math.min(path.length(), LONGEST_PATH));
    }

    private static String address(RoutingContext http) {
        return String.valueOf(http.request().connection().remoteAddress().hostAddress());
    }
}
