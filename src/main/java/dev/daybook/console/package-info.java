/**
 * The console for operators: one page of static files, which asks nothing but the public API. Sees
 * no other room.
 */
@NullMarked
package dev.daybook.console;

import org.jspecify.annotations.NullMarked;
