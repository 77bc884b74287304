/**
 * Webhooks over HTTP: who may give access adds, changes and removes them here, and sees what became
 * of what was sent. Sees {@code engine.delivery}, {@code engine.endpoint} and what all endpoints
 * share.
 */
@NullMarked
package dev.daybook.web.webhooks;

import org.jspecify.annotations.NullMarked;
