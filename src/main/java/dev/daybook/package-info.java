/** Where the service starts, and the list of its modules. Sees everything; nothing sees it. */
@NullMarked
package dev.daybook;

import org.jspecify.annotations.NullMarked;
