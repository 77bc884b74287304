/**
 * The write path: queue, batches, states, snapshots, keys in flight, outcomes. Sees codec,
 * telemetry, store and kernel; it knows nothing of subscriptions.
 */
@NullMarked
package dev.daybook.engine.pipeline;

import org.jspecify.annotations.NullMarked;
