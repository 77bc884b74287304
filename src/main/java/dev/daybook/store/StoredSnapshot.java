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
        StreamId stream, long version, long position, int snapshotVersion, String state) {

    /** Whether less of the stream has to be read with it than was asked for. */
    public boolean shortens(StreamLoad load) {
        return snapshotVersion == load.snapshotVersion() && version > load.afterVersion();
    }

    /** What is kept of this one and another one: the newer, or that of another fold. */
    public StoredSnapshot orReplaced(StoredSnapshot saved) {
        return version < saved.version || snapshotVersion != saved.snapshotVersion ? saved : this;
    }
}
