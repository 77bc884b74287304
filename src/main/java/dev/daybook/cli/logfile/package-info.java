/**
 * The format of an exported log: a line of JSON for each event and outcome. Sees {@code store},
 * {@code store.postgres.archive} and the kernel.
 */
@NullMarked
package dev.daybook.cli.logfile;

import org.jspecify.annotations.NullMarked;
