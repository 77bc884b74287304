/**
 * Who may do what: scopes, the keys that stand for them, and the credentials that were found to
 * hold. Sees {@code engine.codec}, the log and the kernel.
 */
@NullMarked
package dev.daybook.engine.access;

import org.jspecify.annotations.NullMarked;
