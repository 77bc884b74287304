/**
 * The description of the API, made of what the endpoints say of themselves. Sees the rooms of
 * {@code web} that serve; none of them sees it.
 */
@NullMarked
package dev.daybook.web.openapi;

import org.jspecify.annotations.NullMarked;
