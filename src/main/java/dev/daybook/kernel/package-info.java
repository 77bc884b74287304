/** The abstractions every module is written in: pure, and free of any framework. */
@NullMarked
package dev.daybook.kernel;

import org.jspecify.annotations.NullMarked;
