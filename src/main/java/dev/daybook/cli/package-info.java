@NullMarked
package dev.daybook.cli;

import org.jspecify.annotations.NullMarked;
