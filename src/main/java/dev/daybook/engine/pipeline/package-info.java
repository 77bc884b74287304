/**
 * The write path: queue, batches, groups, states, snapshots, keys in flight, outcomes. Sees {@code
 * engine.command}, codec, telemetry, store and kernel; it knows nothing of subscriptions.
 */
@NullMarked
package dev.daybook.engine.pipeline;

import org.jspecify.annotations.NullMarked;
