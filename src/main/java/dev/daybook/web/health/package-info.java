/** Whether the service lives and is ready, and its metrics. Sees the engine. */
@NullMarked
package dev.daybook.web.health;

import org.jspecify.annotations.NullMarked;
