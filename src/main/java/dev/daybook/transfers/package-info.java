/** Money from one account to another, whatever happens on the way. */
@NullMarked
package dev.daybook.transfers;

import org.jspecify.annotations.NullMarked;
