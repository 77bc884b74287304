/**
 * Read tables written from Kafka, by a group of workers on a database of their own. Sees {@code
 * engine.relay}, {@code engine.subscription}, the store and the kernel.
 */
@NullMarked
package dev.daybook.engine.consumer;

import org.jspecify.annotations.NullMarked;
