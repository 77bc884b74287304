package dev.daybook.engine.pipeline;

import dev.daybook.engine.command.CommandContext;
import dev.daybook.engine.command.Outcome;
import dev.daybook.engine.pipeline.WitnessedCaller.Witness;
import dev.daybook.engine.telemetry.BatchTimer;
import dev.daybook.engine.telemetry.Tracing;
import dev.daybook.kernel.StreamId;
import dev.daybook.store.Overloaded;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.StatusCode;
import io.smallrye.mutiny.subscription.UniEmitter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.ToDoubleFunction;

/** Counts and times what the command pipeline does; every meter is looked up once, then kept. */
public final class CommandMetrics {

    /** What commands come to. */
    private enum End {
        ACCEPTED,
        REJECTED,
        VERSION_MISMATCH,
        KEY_REUSED,
        CONTENDED,
        IN_FLIGHT,
        WITHHELD,
        REPLAYED,
        OVERLOADED,
        FAILED;

        private final String label = name().toLowerCase(Locale.ROOT).replace('_', '-');

        static End of(Outcome outcome) {
            return switch (outcome) {
                case Outcome.Accepted(_, _, var replayed) -> replayed ? REPLAYED : ACCEPTED;
                case Outcome.Rejected(_, var replayed) -> replayed ? REPLAYED : REJECTED;
                case Outcome.VersionMismatch _ -> VERSION_MISMATCH;
                case Outcome.KeyReused _ -> KEY_REUSED;
                case Outcome.Contended _ -> CONTENDED;
                case Outcome.InFlight _ -> IN_FLIGHT;
                case Outcome.Withheld _ -> WITHHELD;
            };
        }

        static End of(Throwable failure) {
            return failure instanceof Overloaded ? OVERLOADED : FAILED;
        }
    }

    /** The counters of one kind of command, one for each end. */
    private record Kind(List<Counter> counters) implements Witness {
        @Override
        public void answered(Outcome outcome) {
            count(End.of(outcome));
        }

        @Override
        public void failed(Throwable failure) {
            count(End.of(failure));
        }

        private void count(End end) {
            counters.get(end.ordinal()).increment();
        }
    }

    /** Ends the command's span with what it came to. */
    private record Traced(Span span, Witness witness) implements Witness {
        @Override
        public void answered(Outcome outcome) {
            span.setAttribute("daybook.outcome", End.of(outcome).label).end();
            witness.answered(outcome);
        }

        @Override
        public void failed(Throwable failure) {
            span.setStatus(StatusCode.ERROR, String.valueOf(failure.getMessage())).end();
            witness.failed(failure);
        }
    }

    /** A command as it is executed, and whom to answer. */
    record Begun(CommandContext context, UniEmitter<? super Outcome> caller) {

        Begun(CommandContext context, UniEmitter<? super Outcome> caller, Witness witness) {
            this(context, new WitnessedCaller(caller, witness));
        }
    }

    private final MeterRegistry registry;
    private final Tracing tracing;
    private final Map<Class<?>, Kind> kinds = new ConcurrentHashMap<>();
    private final Map<String, Map<String, Counter>> appended = new ConcurrentHashMap<>();
    private final DistributionSummary batchSize;
    private final Timer appendTime;

    public CommandMetrics(MeterRegistry registry, Tracing tracing) {
        this.registry = registry;
        this.tracing = tracing;
        this.batchSize =
                DistributionSummary.builder("daybook.append.batch")
                        .description("Commands in one append")
                        .baseUnit("commands")
                        .serviceLevelObjectives(1, 2, 5, 10, 20, 50, 100, 200, 500)
                        .register(registry);
        this.appendTime =
                BatchTimer.timer("daybook.append")
                        .description("Time from sending an append to its answer, retries included")
                        .register(registry);
    }

    /**
     * Opens the command's span, where there are any, a child of the caller's; finds its counters.
     */
    Begun begin(
            StreamId stream,
            Object command,
            CommandContext context,
            UniEmitter<? super Outcome> caller) {
        Kind kind = kindOf(stream, command);
        return tracing.command(stream, command)
                .map(span -> traced(span, context, caller, kind))
                .orElseGet(() -> new Begun(context, caller, kind));
    }

    private static Begun traced(
            Span span, CommandContext context, UniEmitter<? super Outcome> caller, Kind kind) {
        CommandContext caused =
                new CommandContext(
                        Tracing.causedBy(span, context.metadata()),
                        context.key(),
                        context.precondition(),
                        context.newStream());
        return new Begun(caused, caller, new Traced(span, kind));
    }

    private Kind kindOf(StreamId stream, Object command) {
        Kind kind = kinds.get(command.getClass());
        return kind != null
                ? kind
                : kinds.computeIfAbsent(command.getClass(), type -> kind(stream.category(), type));
    }

    void appended(int commands, long nanos) {
        batchSize.record(commands);
        appendTime.record(Duration.ofNanos(nanos));
    }

    /** Counts events that were committed, by their stored type. */
    void committed(String category, List<String> eventTypes) {
        Map<String, Counter> counters =
                appended.computeIfAbsent(category, _ -> new ConcurrentHashMap<>());
        for (String type : eventTypes) {
            counters.computeIfAbsent(type, _ -> events(category, type)).increment();
        }
    }

    void watch(BatchLoop loop, StateCache states, KeysInFlight keys) {
        Gauge.builder("daybook.command.queue.depth", loop, BatchLoop::depth)
                .description("Commands that wait for the next append")
                .register(registry);
        Gauge.builder("daybook.keys.in.flight", keys, KeysInFlight::size)
                .description("Commands with an Idempotency-Key that are not answered yet")
                .register(registry);
        cache("hit", states, StateCache::hits);
        cache("miss", states, StateCache::misses);
    }

    private void cache(String result, StateCache states, ToDoubleFunction<StateCache> count) {
        FunctionCounter.builder("daybook.cache.requests", states, count)
                .description(BatchTimer.CACHE_REQUESTS)
                .tag("cache", "states")
                .tag("result", result)
                .register(registry);
    }

    private Kind kind(String category, Class<?> command) {
        List<Counter> counters = new ArrayList<>();
        for (End end : End.values()) {
            counters.add(
                    Counter.builder("daybook.commands")
                            .description("Commands by what they came to")
                            .tag("category", category)
                            .tag("command", command.getSimpleName())
                            .tag("outcome", end.label)
                            .register(registry));
        }
        return new Kind(List.copyOf(counters));
    }

    private Counter events(String category, String type) {
        return Counter.builder("daybook.events.appended")
                .description("Events committed by this instance")
                .tag("category", category)
                .tag("type", type)
                .register(registry);
    }
}
