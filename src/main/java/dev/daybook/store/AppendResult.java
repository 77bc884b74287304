package dev.daybook.store;

import dev.daybook.store.outcome.StoredOutcome;
import java.time.Instant;
import java.util.List;

/** What became of one stream of a batch. */
public sealed interface AppendResult {

    /**
     * The stream's events are committed.
     *
     * @param firstPosition of the entry's first event, which the others follow without a hole;
     *     without meaning where the entry has no events
     */
    record Appended(long firstPosition, Instant recordedAt) implements AppendResult {

        /** A position of the log at which the stream was at the expected version. */
        public long confirmedAt() {
            return firstPosition - 1;
        }
    }

    /** Nothing was appended: the stream is at another version than the expected one. */
    record Stale(long version) implements AppendResult {}

    /** Nothing was appended: these of its commands were recorded before. */
    record Repeated(List<StoredOutcome> outcomes) implements AppendResult {
        public Repeated {
            outcomes = List.copyOf(outcomes);
        }
    }

    /** Nothing was appended: another one of those that go together could not be. */
    record Withheld() implements AppendResult {}
}
