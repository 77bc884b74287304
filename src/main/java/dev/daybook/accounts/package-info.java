/** A digital wallet or core-banking account. */
@NullMarked
package dev.daybook.accounts;

import org.jspecify.annotations.NullMarked;
