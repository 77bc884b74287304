/**
 * The log over HTTP: pages, one stream, and the live feed. Sees request, answer, problem and
 * engine.
 */
@NullMarked
package dev.daybook.web.log;

import org.jspecify.annotations.NullMarked;
