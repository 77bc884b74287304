/** Demo data for an empty log, through commands like anybody's. Sees the modules and the engine. */
@NullMarked
package dev.daybook.demo;

import org.jspecify.annotations.NullMarked;
