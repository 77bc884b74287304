/**
 * What is refused before any route is looked for: addresses, headers, pages of other sites, bodies
 * that nobody reads, requests after the end has begun. Sees {@code web} and {@code web.problem}.
 */
@NullMarked
package dev.daybook.web.gate;

import org.jspecify.annotations.NullMarked;
