/**
 * What an endpoint is: a value that serves a request or describes itself. Those of reads and
 * writes, pages, tables. Sees {@code web.request} and {@code web.problem}, engine and kernel.
 */
@NullMarked
package dev.daybook.web.answer;

import org.jspecify.annotations.NullMarked;
