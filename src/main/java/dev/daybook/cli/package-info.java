/**
 * Operators' commands, on the jar that also serves. Sees the engine, {@code store.postgres.archive}
 * and the rooms below.
 */
@NullMarked
package dev.daybook.cli;

import org.jspecify.annotations.NullMarked;
