/**
 * Which instance runs which subscription, and how instances on one database tell each other what is
 * new. Sees {@code engine.subscription} and {@code store}.
 */
@NullMarked
package dev.daybook.engine.ownership;

import org.jspecify.annotations.NullMarked;
