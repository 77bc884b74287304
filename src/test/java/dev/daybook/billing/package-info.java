@NullMarked
package dev.daybook.billing;

import org.jspecify.annotations.NullMarked;
