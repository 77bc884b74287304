/**
 * What all rooms of the HTTP layer share: texts, entity tags, names of headers. Sees nothing but
 * {@code java..}.
 */
@NullMarked
package dev.daybook.web;

import org.jspecify.annotations.NullMarked;
