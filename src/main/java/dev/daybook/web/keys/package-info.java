/**
 * Keys over HTTP: who may look after them makes, rotates and revokes them here. Sees {@code
 * engine.access} and what all endpoints share.
 */
@NullMarked
package dev.daybook.web.keys;

import org.jspecify.annotations.NullMarked;
