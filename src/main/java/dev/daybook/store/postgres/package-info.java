/**
 * The event store on PostgreSQL, and how statements are sent and bounded. Sees {@code store} and
 * the kernel; the rooms below it stand on it.
 */
@NullMarked
package dev.daybook.store.postgres;

import org.jspecify.annotations.NullMarked;
