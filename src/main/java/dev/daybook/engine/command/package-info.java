/**
 * What is sent to the write path and what it answers: a command with all that it carries, and its
 * outcome. Sees the kernel, and how stored outcomes are keyed.
 */
@NullMarked
package dev.daybook.engine.command;

import org.jspecify.annotations.NullMarked;
