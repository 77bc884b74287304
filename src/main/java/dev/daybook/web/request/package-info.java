/**
 * What an endpoint takes: fields of a body, parameters, headers. Sees {@code web.problem}, engine,
 * money and kernel.
 */
@NullMarked
package dev.daybook.web.request;

import org.jspecify.annotations.NullMarked;
