/**
 * The live tail of the log and its readers: feeds, and requests that wait for the end of what they
 * began. Sees checkpoint, subscription, codec, store, {@code store.memory} and kernel.
 */
@NullMarked
package dev.daybook.engine.feed;

import org.jspecify.annotations.NullMarked;
