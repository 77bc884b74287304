/**
 * Read tables from events: projector, rebuild, audit, and the reads that wait for them. Sees
 * checkpoint, subscription, history, codec, telemetry, store with its tables, and kernel.
 */
@NullMarked
package dev.daybook.engine.projection;

import org.jspecify.annotations.NullMarked;
