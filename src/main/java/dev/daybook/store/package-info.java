/** The event log behind one interface. */
@NullMarked
package dev.daybook.store;

import org.jspecify.annotations.NullMarked;
