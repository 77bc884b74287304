/**
 * The log in memory: all of it, for tests and for trying things out, or the end of another one.
 * Sees {@code store}, its outcomes and the kernel.
 */
@NullMarked
package dev.daybook.store.memory;

import org.jspecify.annotations.NullMarked;
