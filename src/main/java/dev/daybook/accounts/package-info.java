/** A digital wallet: accounts that are opened, credited, debited, frozen and closed. */
@NullMarked
package dev.daybook.accounts;

import org.jspecify.annotations.NullMarked;
