/** What all endpoints share. */
@NullMarked
package dev.daybook.web;

import org.jspecify.annotations.NullMarked;
