package dev.daybook.store;

import java.util.List;

/** What became of one stream of a batch. */
public sealed interface AppendResult {

    /**
     * @param firstPosition of the entry's first event; the others follow it without a hole
     */
    record Appended(long firstPosition) implements AppendResult {}

    /** Nothing was appended: the stream is at another version than the expected one. */
    record Stale(long version) implements AppendResult {}

    /** Nothing was appended: these of its commands had been answered before. */
    record Known(List<StoredOutcome> outcomes) implements AppendResult {
        public Known {
            outcomes = List.copyOf(outcomes);
        }
    }
}
