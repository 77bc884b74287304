/**
 * The abstractions that every module is written in: decider, decision, projection, process. Pure:
 * sees {@code java..} alone, no framework, no clock, no chance.
 */
@NullMarked
package dev.daybook.kernel;

import org.jspecify.annotations.NullMarked;
