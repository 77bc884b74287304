/** Accounts that are charged, and invoices with numbers without a hole. */
@NullMarked
package dev.daybook.billing;

import org.jspecify.annotations.NullMarked;
