/** Why a request has no other answer, as RFC 9457 has it. Sees {@code web}, engine and kernel. */
@NullMarked
package dev.daybook.web.problem;

import org.jspecify.annotations.NullMarked;
