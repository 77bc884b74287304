/**
 * Commands that bear a key, and what became of them: stored with the events, so that a repeated one
 * has no second effect. Sees the kernel alone.
 */
@NullMarked
package dev.daybook.store.outcome;

import org.jspecify.annotations.NullMarked;
