package dev.daybook.web.gate;

import dev.daybook.web.problem.FrameworkProblems;
import dev.daybook.web.problem.ProblemDocuments;
import io.quarkus.runtime.LaunchMode;
import io.quarkus.runtime.ShutdownDelayInitiatedEvent;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.quarkus.vertx.http.runtime.filters.QuarkusRequestWrapper;
import io.vertx.ext.web.RoutingContext;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jboss.logging.Logger;

/**
 * Before the service ends, the requests that it took are answered; those that come later are told
 * so, while the framework's own way would be a bare status.
 */
@Singleton
final class Draining {

    private static final Logger LOG = Logger.getLogger(Draining.class);

    /** Longer than a command may take, and shorter than what orchestrators grant. */
    private static final Duration PATIENCE = Duration.ofSeconds(25);

    /** The process is well until it ends, and who watches it may see how. */
    private static final Set<String> ANSWERED_TO_THE_END = Set.of("/q/health/live", "/q/metrics");

    /** Behind the request's id, before it is looked at. */
    private static final int SECOND = 9_500;

    private final ProblemDocuments documents;
    private final AtomicInteger underWay = new AtomicInteger();
    private final CountDownLatch allAnswered = new CountDownLatch(1);
    private volatile boolean draining;

    Draining(ProblemDocuments documents) {
        this.documents = documents;
    }

    /** In live coding the service ends, and starts again, in the middle of a request. */
    void register(@Observes Filters filters) {
        if (LaunchMode.current() != LaunchMode.DEVELOPMENT) {
            filters.register(this::admit, SECOND);
        }
    }

    /** Returns once all requests are answered: nothing ends before. */
    void drain(@Observes ShutdownDelayInitiatedEvent event) throws InterruptedException {
        draining = true;
        if (underWay.get() > 0 && !allAnswered.await(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
            LOG.warnf("%d requests are still unanswered.", underWay.get());
        }
    }

    private void admit(RoutingContext http) {
        if (ANSWERED_TO_THE_END.contains(http.request().path())) {
            http.next();
            return;
        }
        underWay.incrementAndGet();
        QuarkusRequestWrapper.get(http.request()).addRequestDoneHandler(_ -> done());
        if (draining) {
            documents.end(FrameworkProblems.of(503).with("Retry-After", "1"), http);
        } else {
            http.next();
        }
    }

    private void done() {
        if (underWay.decrementAndGet() == 0 && draining) {
            allAnswered.countDown();
        }
    }
}
