/**
 * Who used the routes by which the service is run, and how it ended, for the log. Sees {@code
 * engine.access}, the pipeline, {@code web.access} and {@code web.problem}.
 */
@NullMarked
package dev.daybook.web.audit;

import org.jspecify.annotations.NullMarked;
