package dev.daybook.store;

import dev.daybook.kernel.StreamId;

/**
 * A state of a stream, kept to shorten the next load.
 *
 * @param version of the stream after the last event folded in
 * @param position of that event
 * @param snapshotVersion of the fold that made it: see {@link
 *     dev.daybook.kernel.Aggregate#snapshotVersion}
 * @param state JSON text
 */
public record StoredSnapshot(
        StreamId stream, long version, long position, int snapshotVersion, String state) {}
