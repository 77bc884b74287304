/**
 * Process managers: what follows from events, sent as commands, and reminded when it stands still.
 * Sees checkpoint, subscription, pipeline, codec, store and kernel.
 */
@NullMarked
package dev.daybook.engine.process;

import org.jspecify.annotations.NullMarked;
