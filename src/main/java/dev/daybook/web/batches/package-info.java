/**
 * Many writes in one request: each is read by the endpoint that would have answered it by itself.
 * Sees {@code web.answer} and {@code web.access}, the command pipeline; no module.
 */
@NullMarked
package dev.daybook.web.batches;

import org.jspecify.annotations.NullMarked;
