/**
 * What metrics and traces share, whoever takes them. Sees {@code engine.codec}, {@code store} and
 * the kernel.
 */
@NullMarked
package dev.daybook.engine.telemetry;

import org.jspecify.annotations.NullMarked;
