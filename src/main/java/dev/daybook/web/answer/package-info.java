/**
 * What an endpoint answers: reads and writes, pages, tables. Sees {@code web.request} and {@code
 * web.problem}, engine and kernel.
 */
@NullMarked
package dev.daybook.web.answer;

import org.jspecify.annotations.NullMarked;
