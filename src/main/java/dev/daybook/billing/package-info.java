/** Accounts with funds and charges, and the invoices that bill them. */
@NullMarked
package dev.daybook.billing;

import org.jspecify.annotations.NullMarked;
