/** Amounts of money, exact to the minor unit. */
@NullMarked
package dev.daybook.money;

import org.jspecify.annotations.NullMarked;
