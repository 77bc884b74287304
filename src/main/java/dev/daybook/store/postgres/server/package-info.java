/**
 * PostgreSQL as a process: the embedded one, and whether another one can be reached. Sees no other
 * room.
 */
@NullMarked
package dev.daybook.store.postgres.server;

import org.jspecify.annotations.NullMarked;
