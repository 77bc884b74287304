/**
 * What operators see of projections and processes, and what they can do about them, through any
 * instance. Sees subscription, store and kernel.
 */
@NullMarked
package dev.daybook.engine.admin;

import org.jspecify.annotations.NullMarked;
