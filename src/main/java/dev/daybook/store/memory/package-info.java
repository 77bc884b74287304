/**
 * The event store that keeps nothing: for tests, and for trying things out. Sees {@code store} and
 * the kernel.
 */
@NullMarked
package dev.daybook.store.memory;

import org.jspecify.annotations.NullMarked;
