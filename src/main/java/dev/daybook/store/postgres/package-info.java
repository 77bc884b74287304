@NullMarked
package dev.daybook.store.postgres;

import org.jspecify.annotations.NullMarked;
