/**
 * Between events as objects and events as stored JSON, upcasters included. Sees {@code store} and
 * the kernel.
 */
@NullMarked
package dev.daybook.engine.codec;

import org.jspecify.annotations.NullMarked;
