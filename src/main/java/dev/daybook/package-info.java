/** Where the service starts, and the list of its modules. */
@NullMarked
package dev.daybook;

import org.jspecify.annotations.NullMarked;
