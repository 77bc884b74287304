/** Property management: properties with units, leases on them, payments, maintenance. */
@NullMarked
package dev.daybook.leases;

import org.jspecify.annotations.NullMarked;
