package dev.daybook.engine.telemetry;

import dev.daybook.engine.codec.Codec;
import dev.daybook.kernel.Metadata;
import dev.daybook.kernel.StreamId;
import dev.daybook.store.StoredEvent;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.api.trace.propagation.W3CTraceContextPropagator;
import io.opentelemetry.context.Context;
import io.opentelemetry.context.propagation.TextMapGetter;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The spans between a request and the rows that show its effect, in the request's own trace: one
 * for each command, and one for each event that a projection handles. The event carries the
 * command's span from the one to the other.
 *
 * <p>Commands and events are handled in batches; each has a span of its own nevertheless, as the
 * conventions for messaging have it, since a span has one trace and a batch has many.
 */
public final class Tracing {

    private static final String TRACE_PARENT = "traceparent";

    private static final TextMapGetter<String> CAUSE =
            new TextMapGetter<>() {
                @Override
                public Iterable<String> keys(String causationId) {
                    return List.of(TRACE_PARENT);
                }

                @Override
                public @Nullable String get(@Nullable String causationId, String key) {
                    return key.equals(TRACE_PARENT) ? causationId : null;
                }
            };

    private record On(Tracer tracer, Codec codec) {}

    private final Optional<On> on;

    private Tracing(Optional<On> on) {
        this.on = on;
    }

    /** Makes no spans and costs nothing. */
    public static Tracing off() {
        return new Tracing(Optional.empty());
    }

    public static Tracing on(OpenTelemetry telemetry, Codec codec) {
        return new Tracing(Optional.of(new On(telemetry.getTracer("dev.daybook"), codec)));
    }

    /** Opens the span of a command, a child of the caller's; nothing where there are none. */
    public Optional<Span> command(StreamId stream, Object command) {
        return on.map(
                tracing ->
                        tracing.tracer()
                                .spanBuilder("append " + stream.category())
                                .setAttribute("daybook.stream", stream.toString())
                                .setAttribute("daybook.command", command.getClass().getSimpleName())
                                .startSpan());
    }

    /** The same metadata, with the span as the cause of the events. */
    public static Metadata causedBy(Span span, Metadata given) {
        Map<String, String> carrier = new HashMap<>();
        W3CTraceContextPropagator.getInstance()
                .inject(Context.root().with(span), carrier, Map::put);
        return new Metadata(
                given.commandId(),
                given.correlationId(),
                carrier.getOrDefault(TRACE_PARENT, given.causationId()),
                given.userId(),
                given.actingFor());
    }

    /** A span for each event whose command was traced. */
    public void projected(
            String projection,
            List<StoredEvent> events,
            Instant start,
            Optional<Throwable> failure) {
        if (on.isEmpty()) {
            return;
        }
        Instant end = Instant.now();
        for (StoredEvent event : events) {
            Context cause = cause(on.get().codec(), event);
            if (Span.fromContext(cause).getSpanContext().isSampled()) {
                Span span =
                        on.get()
                                .tracer()
                                .spanBuilder("project " + projection)
                                .setParent(cause)
                                .setSpanKind(SpanKind.CONSUMER)
                                .setStartTimestamp(start)
                                .setAttribute("daybook.position", event.position())
                                .setAttribute("daybook.event", event.eventType())
                                .setAttribute("daybook.batch", (long) events.size())
                                .startSpan();
                failure.map(Throwable::getMessage)
                        .ifPresent(message -> span.setStatus(StatusCode.ERROR, message));
                span.end(end);
            }
        }
    }

    private static Context cause(Codec codec, StoredEvent event) {
        String causationId = codec.read(event.metadata(), Metadata.class).causationId();
        return causationId == null
                ? Context.root()
                : W3CTraceContextPropagator.getInstance()
                        .extract(Context.root(), causationId, CAUSE);
    }
}
