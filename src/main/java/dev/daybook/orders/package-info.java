/** Orders: a draft that is filled, placed, and confirmed or cancelled. */
@NullMarked
package dev.daybook.orders;

import org.jspecify.annotations.NullMarked;
