/**
 * The loop behind everything downstream of the log: batches, failures, progress, parking. Sees
 * {@code engine.checkpoint}, {@code store} and the kernel; what follows the log stands on it.
 */
@NullMarked
package dev.daybook.engine.subscription;

import org.jspecify.annotations.NullMarked;
