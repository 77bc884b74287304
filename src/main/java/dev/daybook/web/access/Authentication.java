package dev.daybook.web.access;

import dev.daybook.engine.access.Caller;
import dev.daybook.engine.access.Credential;
import dev.daybook.engine.access.Credentials;
import dev.daybook.engine.access.KeySecret;
import dev.daybook.engine.access.Scopes.Reach;
import dev.daybook.engine.access.Unauthenticated;
import dev.daybook.store.StoreUnavailable;
import dev.daybook.web.problem.ExceptionMappers;
import dev.daybook.web.problem.FrameworkProblems;
import dev.daybook.web.problem.Problem;
import dev.daybook.web.problem.ProblemDocuments;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.Optional;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/** Finds out who sends a request, before anything of it is looked at that could tell something. */
@Singleton
final class Authentication {

    /** Behind what is refused whoever sends it. */
    private static final int FOURTH = 8_500;

    private static final Logger LOG = Logger.getLogger(Authentication.class);
    private static final String SCHEME = "bearer ";
    private static final String METRICS = "/q/metrics";
    private static final String READ_METRICS = "ops:read";

    private final Vertx vertx;
    private final AccessRule rule;
    private final Credentials credentials;
    private final TokenVerifier tokens;
    private final FailedAttempts failedAttempts;
    private final RateLimits limits;
    private final ProblemDocuments documents;

    Authentication(
            Vertx vertx,
            AccessRule rule,
            Credentials credentials,
            TokenVerifier tokens,
            FailedAttempts failedAttempts,
            RateLimits limits,
            ProblemDocuments documents) {
        this.vertx = vertx;
        this.rule = rule;
        this.credentials = credentials;
        this.tokens = tokens;
        this.failedAttempts = failedAttempts;
        this.limits = limits;
        this.documents = documents;
    }

    void register(@Observes Filters filters) {
        filters.register(this::authenticate, FOURTH);
    }

    private void authenticate(RoutingContext http) {
        String header = http.request().headers().get(HttpHeaders.AUTHORIZATION);
        if (isOpen(http.normalizedPath())) {
            new Permit(Caller.UNASKED, Reach.ALL).attachTo(http);
            http.next();
            return;
        }
        if (header == null && !rule.demandsCredentials()) {
            goOn(Caller.UNASKED, http);
            return;
        }
        String credential = credential(header);
        if (credential == null) {
            documents.end(unauthenticated(), http);
            return;
        }
        Optional<Caller> known = credentials.remembered(credential);
        if (known.isPresent()) {
            goOn(known.get(), http);
        } else {
            Context own = vertx.getOrCreateContext();
            long begun = System.nanoTime();
            verify(credential)
                    // others may have asked for the same one first, on a context of theirs
                    .emitOn(task -> own.runOnContext(_ -> task.run()))
                    .subscribe()
                    .with(caller -> goOn(caller, http), failure -> refuse(failure, begun, http));
        }
    }

    private static boolean isOpen(String path) {
        return path.equals("/health")
                || path.equals("/q/health")
                || path.startsWith("/q/health/")
                || path.equals("/")
                || path.equals("/console")
                || path.startsWith("/console/");
    }

    private static @Nullable String credential(@Nullable String header) {
        return header != null && header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())
                ? header.substring(SCHEME.length()).strip()
                : null;
    }

    private Uni<Caller> verify(String credential) {
        if (KeySecret.looksLikeKey(credential) || !tokens.isOn()) {
            return credentials.verify(credential);
        }
        return tokens.verify(credential)
                .invoke(holds -> credentials.remember(credential, holds))
                .map(Credential::caller);
    }

    /** What no endpoint answers has no scope of its own: whoever is known may read it. */
    private void goOn(Caller caller, RoutingContext http) {
        new Permit(caller, Reach.ALL).attachTo(http);
        Optional<Problem> exceeded = limits.count(caller, http.response().headers());
        if (exceeded.isPresent()) {
            documents.end(exceeded.get(), http);
            return;
        }
        if (http.normalizedPath().startsWith(METRICS) && !caller.scopes().allow(READ_METRICS)) {
            documents.end(Forbidden.lacking(READ_METRICS), http);
            return;
        }
        http.next();
    }

    private void refuse(Throwable failure, long begun, RoutingContext http) {
        switch (failure) {
            case Unauthenticated _ ->
                    failedAttempts.answer(
                            http, begun, () -> documents.end(unauthenticated(), http));
            case StoreUnavailable _ -> documents.end(ExceptionMappers.storeUnavailable(), http);
            case IssuerUnavailable _ -> documents.end(issuerUnavailable(), http);
            default -> {
                LOG.errorf(failure, "Request %s failed.", documents.requestId(http));
                documents.end(FrameworkProblems.of(500), http);
            }
        }
    }

    private static Problem unauthenticated() {
        return FrameworkProblems.of(401).with("WWW-Authenticate", "Bearer");
    }

    private static Problem issuerUnavailable() {
        return Problem.of(
                        503,
                        "issuer-unavailable",
                        "The issuer of the token does not give the keys to check it with.")
                .with("Retry-After", "1");
    }
}
