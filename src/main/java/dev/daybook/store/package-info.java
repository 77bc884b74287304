/**
 * The event store as an interface, what goes into it and what comes out, and how it fails. Sees the
 * kernel and {@code store.outcome}; it does not know its kinds.
 */
@NullMarked
package dev.daybook.store;

import org.jspecify.annotations.NullMarked;
