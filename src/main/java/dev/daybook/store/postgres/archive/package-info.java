/**
 * The log as a whole: dumped, loaded into an empty database, and checked against its invariants.
 * For operators' commands; sees {@code store}, its outcomes and the kernel.
 */
@NullMarked
package dev.daybook.store.postgres.archive;

import org.jspecify.annotations.NullMarked;
