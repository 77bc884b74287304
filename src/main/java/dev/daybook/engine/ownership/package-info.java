/**
 * Which instance runs which subscription, and how instances on one database tell each other what is
 * new. Sees checkpoint, subscription and store.
 */
@NullMarked
package dev.daybook.engine.ownership;

import org.jspecify.annotations.NullMarked;
