/**
 * Who sends a request, and whether they may: credentials, scopes, limits, before any endpoint is
 * asked. Sees {@code engine.access} and {@code web.problem}.
 */
@NullMarked
package dev.daybook.web.access;

import org.jspecify.annotations.NullMarked;
