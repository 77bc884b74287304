/**
 * Money from one account to another, as a process that survives every crash. Sees {@code accounts}.
 */
@NullMarked
package dev.daybook.transfers;

import org.jspecify.annotations.NullMarked;
