package dev.daybook.engine.access;

import static dev.daybook.kernel.Decision.accept;

import dev.daybook.engine.access.Audit.Event;
import dev.daybook.engine.access.Audit.Kept;
import dev.daybook.kernel.Aggregate;
import dev.daybook.kernel.Decider;
import dev.daybook.kernel.Decision;
import io.quarkus.runtime.annotations.RegisterForReflection;
import org.jspecify.annotations.Nullable;

/**
 * What was asked of the routes by which the service is run and access to it is given. A stream is
 * one request, its id that of the request; who sent it is in the metadata. All is recorded as it is
 * told.
 */
@RegisterForReflection(ignoreNested = false)
public final class Audit implements Decider<Event, Event, Kept> {

    public sealed interface Event {
        /**
         * One that changes something, before anything is done about it.
         *
         * @param address that it came from
         */
        record RequestReceived(String method, String path, String address) implements Event {}

        /**
         * @param status of the answer, also of a refusal; null where the client did not wait for it
         * @param unrecorded how many refusals before this one were too many to be recorded
         */
        record RequestAnswered(
                String method,
                String path,
                String address,
                @Nullable Integer status,
                long unrecorded)
                implements Event {}
    }

    /** What was asked before does not matter to what is recorded next. */
    public record Kept() {}

    public static final Aggregate<Event, Event, Kept> AUDIT =
            Aggregate.of("audit", new Audit()).confidential().build();

    @Override
    public Kept initial() {
        return new Kept();
    }

    @Override
    public Decision<Event> decide(Event told, Kept state) {
        return accept(told);
    }

    @Override
    public Kept evolve(Kept state, Event event) {
        return state;
    }
}
