package dev.daybook.engine.process;

import dev.daybook.engine.command.Outcome;
import dev.daybook.kernel.Process.Send;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;

/** Counts what one process does, and knows how many of its instances are under way. */
final class ProcessMetrics {

    private final MeterRegistry registry;
    private final String process;
    private final Map<String, Counter> steps = new ConcurrentHashMap<>();
    private final Counter deadlines;
    private final Map<String, AtomicLong> underWay = new ConcurrentHashMap<>();
    private volatile double oldestSeconds;

    ProcessMetrics(MeterRegistry registry, String process) {
        this.registry = registry;
        this.process = process;
        this.deadlines =
                Counter.builder("daybook.process.deadlines")
                        .description("Instances reminded because they stood still for too long")
                        .tag("process", process)
                        .register(registry);
        Gauge.builder("daybook.process.oldest.seconds", () -> oldestSeconds)
                .description("For how long the oldest of them has stood still")
                .tag("process", process)
                .register(registry);
    }

    void answered(Send<?> send, Outcome outcome) {
        String command = send.command().getClass().getSimpleName();
        String end =
                switch (outcome) {
                    case Outcome.Accepted accepted -> accepted.replayed() ? "repeated" : "accepted";
                    case Outcome.Rejected rejected -> rejected.replayed() ? "repeated" : "refused";
                    default -> "again";
                };
        steps.computeIfAbsent(command + " " + end, _ -> step(command, end)).increment();
    }

    private Counter step(String command, String end) {
        return Counter.builder("daybook.process.steps")
                .description(
                        "Commands sent, by how they ended; repeated ones had been answered before")
                .tag("process", process)
                .tag("command", command)
                .tag("outcome", end)
                .register(registry);
    }

    void reminded() {
        deadlines.increment();
    }

    /**
     * @param byStatus how many instances are under way, where they are run here
     * @param seconds for how long the oldest has stood still
     */
    void underWay(Map<String, Long> byStatus, double seconds) {
        byStatus.keySet().forEach(status -> underWay.computeIfAbsent(status, this::gauge));
        underWay.forEach((status, count) -> count.set(byStatus.getOrDefault(status, 0L)));
        oldestSeconds = seconds;
    }

    private AtomicLong gauge(String status) {
        AtomicLong count = new AtomicLong();
        Gauge.builder("daybook.process.under.way", count, AtomicLong::doubleValue)
                .description(
                        "Process instances under way by status, where this service runs them; together at most 1,000 are counted")
                .tag("process", process)
                .tag("status", status)
                .register(registry);
        return count;
    }
}
