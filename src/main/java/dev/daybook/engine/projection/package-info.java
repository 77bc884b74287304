/**
 * Read tables from events: projector, rebuild, audit, and the reads that wait for them. Sees
 * subscription, history, codec, telemetry, store and kernel.
 */
@NullMarked
package dev.daybook.engine.projection;

import org.jspecify.annotations.NullMarked;
