/** Projections and processes over HTTP, for operators. Sees request, answer, problem and engine. */
@NullMarked
package dev.daybook.web.admin;

import org.jspecify.annotations.NullMarked;
