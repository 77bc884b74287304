/**
 * The event store on PostgreSQL, and how statements are sent and bounded. Sees {@code store}, its
 * outcomes and the kernel; {@code table} stands on it.
 */
@NullMarked
package dev.daybook.store.postgres;

import org.jspecify.annotations.NullMarked;
