/**
 * Read tables: written in bulk, queried together with their checkpoint, compared, and their rows of
 * the past. Sees {@code store.postgres} and the kernel.
 */
@NullMarked
package dev.daybook.store.postgres.table;

import org.jspecify.annotations.NullMarked;
