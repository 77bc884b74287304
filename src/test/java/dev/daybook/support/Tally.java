package dev.daybook.support;

import static dev.daybook.kernel.Decision.reject;

import dev.daybook.kernel.Aggregate;
import dev.daybook.kernel.Decider;
import dev.daybook.kernel.Decision;
import dev.daybook.kernel.Rejection;
import java.util.Collections;

/** Counts: a command may cause many events, see how many there are, or find a bug. */
public final class Tally implements Decider<Tally.Command, Tally.Event, Tally.Count> {

    /** What a tally can be asked. */
    public sealed interface Command {
        /** As many events as this. */
        record Add(int count) implements Command {}

        /** Accepted with one event if the count is this. */
        record Expect(long count) implements Command {}

        /** Throws unless nothing was counted yet; then as {@link Add} of one. */
        record CrashUnlessNew() implements Command {}
    }

    /** What happens to a tally. */
    public sealed interface Event {
        record Added() implements Event {}
    }

    public record Count(long count) {}

    enum Refusal implements Rejection {
        @WrongState
        OTHER_COUNT
    }

    public static final Aggregate<Command, Event, Count> TALLY = ofSnapshotVersion(1);

    /** The same aggregate after its fold was changed that often. */
    public static Aggregate<Command, Event, Count> ofSnapshotVersion(int version) {
        return Aggregate.of("tally", new Tally()).snapshotVersion(version).build();
    }

    @Override
    public Count initial() {
        return new Count(0);
    }

    @Override
    public Decision<Event> decide(Command command, Count state) {
        return switch (command) {
            case Command.Add(var count) -> added(count);
            case Command.Expect(var count) when count == state.count() -> added(1);
            case Command.Expect _ -> reject(Refusal.OTHER_COUNT, "Counted " + state.count() + ".");
            case Command.CrashUnlessNew _ when state.count() > 0 ->
                    throw new IllegalStateException("a bug in a decider");
            case Command.CrashUnlessNew _ -> added(1);
        };
    }

    @Override
    public Count evolve(Count state, Event event) {
        return switch (event) {
            case Event.Added _ -> new Count(state.count() + 1);
        };
    }

    private static Decision<Event> added(int count) {
        return new Decision.Accepted<>(Collections.nCopies(count, new Event.Added()));
    }
}
