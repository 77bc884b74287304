/**
 * What can be set, the rules for it, and the database that the settings name. Sees {@code
 * store.postgres.server}.
 */
@NullMarked
package dev.daybook.engine.settings;

import org.jspecify.annotations.NullMarked;
