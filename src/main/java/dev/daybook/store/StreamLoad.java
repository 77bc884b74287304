package dev.daybook.store;

import dev.daybook.kernel.StreamId;

/**
 * Which part of a stream is wanted.
 *
 * @param afterVersion the version already known, 0 for none
 * @param snapshotVersion which snapshots can be used, 0 for none
 */
public record StreamLoad(StreamId stream, long afterVersion, int snapshotVersion) {}
