/**
 * Webhooks as the log and the database have them: who wants which events, how far the deliveries to
 * each have come, and what was tried. Sees {@code engine.webhook}, {@code engine.checkpoint}, the
 * store and the kernel.
 */
@NullMarked
package dev.daybook.engine.endpoint;

import org.jspecify.annotations.NullMarked;
