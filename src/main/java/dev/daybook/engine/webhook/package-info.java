/**
 * What sends an event to an address of somebody else by Standard Webhooks: the message and its
 * signatures, where it may go, how it is sent, and when it is tried again. Sees the store.
 */
@NullMarked
package dev.daybook.engine.webhook;

import org.jspecify.annotations.NullMarked;
