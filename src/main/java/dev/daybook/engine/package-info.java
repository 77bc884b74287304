/**
 * Puts the rooms below together by the settings: one store, one command pipeline, one subscription
 * for each projection and process, and one for all who follow the log live. Sees all of them; none
 * of them sees it.
 */
@NullMarked
package dev.daybook.engine;

import org.jspecify.annotations.NullMarked;
