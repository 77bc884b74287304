/**
 * What carries the log elsewhere: one more subscription, whose place is known where the events
 * went. Sees {@code engine.subscription}, {@code engine.checkpoint}, {@code engine.settings}, the
 * store and the kernel.
 */
@NullMarked
package dev.daybook.engine.relay;

import org.jspecify.annotations.NullMarked;
