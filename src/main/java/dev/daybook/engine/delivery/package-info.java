/**
 * The subscription that brings events to webhooks, each stream's in order. Sees {@code
 * engine.endpoint}, where it stands who wants which, {@code engine.webhook}, which sends one
 * message, {@code engine.subscription}, {@code engine.checkpoint}, {@code engine.pipeline}, {@code
 * engine.codec}, {@code engine.settings}, the store and the kernel.
 */
@NullMarked
package dev.daybook.engine.delivery;

import org.jspecify.annotations.NullMarked;
