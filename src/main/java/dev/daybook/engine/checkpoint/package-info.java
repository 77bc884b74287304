/**
 * Where a subscription stands: the stored checkpoint, and the batch that moves it. Sees {@code
 * store} and the kernel.
 */
@NullMarked
package dev.daybook.engine.checkpoint;

import org.jspecify.annotations.NullMarked;
