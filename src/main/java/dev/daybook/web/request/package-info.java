/**
 * What an endpoint takes: fields of a body, parameters, headers. A reader asks {@code Fields},
 * {@code Parameters} or {@code Occasion}; those who serve and those who describe implement them.
 * Sees {@code web.problem}, engine, money and kernel.
 */
@NullMarked
package dev.daybook.web.request;

import org.jspecify.annotations.NullMarked;
