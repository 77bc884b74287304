package dev.daybook.store.outcome;

import dev.daybook.kernel.StreamId;
import java.time.Instant;

/** What a keyed command was answered, with the stream it was for and the time of the answer. */
public record RecordedOutcome(StreamId stream, StoredOutcome answer, Instant recordedAt) {}
