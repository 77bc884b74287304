/**
 * Typical work for a JVM that records what it loads and compiles. Sees nobody: it sends requests.
 */
@NullMarked
package dev.daybook.cli.training;

import org.jspecify.annotations.NullMarked;
