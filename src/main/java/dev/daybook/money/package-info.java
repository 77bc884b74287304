/** Amounts of a currency. Pure, like the kernel: sees {@code java..} alone. */
@NullMarked
package dev.daybook.money;

import org.jspecify.annotations.NullMarked;
