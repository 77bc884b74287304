/**
 * Time travel: a row as it was at a version or an instant, folded from the stream. Sees codec,
 * store with its tables, and kernel.
 */
@NullMarked
package dev.daybook.engine.history;

import org.jspecify.annotations.NullMarked;
