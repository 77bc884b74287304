package dev.daybook.web.health;

import com.sun.management.OperatingSystemMXBean;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.core.instrument.config.MeterFilterReply;
import io.micrometer.prometheus.PrometheusMeterRegistry;
import io.prometheus.client.exporter.common.TextFormat;
import io.quarkus.runtime.StartupEvent;
import io.vertx.core.MultiMap;
import io.vertx.ext.web.Router;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import jakarta.ws.rs.core.HttpHeaders;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Set;

/** Brings the page of metrics in line with Prometheus' conventions, as promtool checks them. */
@Singleton
final class MetricsPage {

    private static final String OPEN_METRICS = "application/openmetrics-text";
    private static final int BEHIND_FILTERS = -1;
    private static final double NANOS_PER_SECOND = 1e9;

    /** Who does not ask for OpenMetrics gets the plain format: every reader knows that one. */
    void register(@Observes Router router) {
        router.route("/q/metrics")
                .order(Integer.MIN_VALUE)
                .handler(
                        http -> {
                            MultiMap headers = http.request().headers();
                            String accept = headers.get(HttpHeaders.ACCEPT);
                            if (accept == null || !accept.contains(OPEN_METRICS)) {
                                headers.set(HttpHeaders.ACCEPT, "text/plain");
                            }
                            http.next();
                        });
    }

    /**
     * Only the samples of these names, where {@code name[]} is given, as by Prometheus' own
     * clients: who asks for a few, and often, does not pay for all.
     */
    @SuppressWarnings("deprecation") // it is the one that the framework's extension brings
    void register(@Observes Router router, Instance<PrometheusMeterRegistry> registry) {
        router.get("/q/metrics")
                .order(BEHIND_FILTERS)
                .handler(
                        http -> {
                            List<String> names = http.queryParam("name[]");
                            if (names.isEmpty()) {
                                http.next();
                            } else {
                                String type = TextFormat.CONTENT_TYPE_004;
                                http.response()
                                        .putHeader(HttpHeaders.CONTENT_TYPE, type)
                                        .end(registry.get().scrape(type, Set.copyOf(names)));
                            }
                        });
    }

    /** Under its usual name, in place of the one in nanoseconds. */
    void register(@Observes StartupEvent event, MeterRegistry registry) {
        FunctionCounter.builder(
                        "process.cpu",
                        ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class),
                        system -> system.getProcessCpuTime() / NANOS_PER_SECOND)
                .description("Time that processors spent on this process")
                .baseUnit("seconds")
                .register(registry);
    }

    @Produces
    @Singleton
    MeterFilter conventions() {
        return new MeterFilter() {
            @Override
            public Meter.Id map(Meter.Id id) {
                return id.getName().equals("system.cpu.count") ? id.withName("system.cpus") : id;
            }

            @Override
            public MeterFilterReply accept(Meter.Id id) {
                return id.getName().equals("process.cpu.time")
                        ? MeterFilterReply.DENY
                        : MeterFilterReply.NEUTRAL;
            }
        };
    }
}
