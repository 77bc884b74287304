/** Orders: drafts with items that are placed, confirmed and cancelled. */
@NullMarked
package dev.daybook.orders;

import org.jspecify.annotations.NullMarked;
