@NullMarked
package dev.daybook.leases;

import org.jspecify.annotations.NullMarked;
