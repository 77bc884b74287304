@NullMarked
package dev.daybook.transfers;

import org.jspecify.annotations.NullMarked;
