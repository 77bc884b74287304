/** The command pipeline, and everything that follows the log. */
@NullMarked
package dev.daybook.engine;

import org.jspecify.annotations.NullMarked;
