@NullMarked
package dev.daybook.store.memory;

import org.jspecify.annotations.NullMarked;
