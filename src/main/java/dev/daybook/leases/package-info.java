/** Properties, and the leases of their units. */
@NullMarked
package dev.daybook.leases;

import org.jspecify.annotations.NullMarked;
