package dev.daybook.engine.endpoint;

import io.quarkus.runtime.annotations.RegisterForReflection;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How the deliveries to a webhook go, for who looks at it.
 *
 * @param position up to which all that it wants is delivered, but for what is held; where nothing
 *     is sent it follows the log some seconds later
 * @param heldStreams of which an event could not be delivered yet
 * @param attempts made in all
 * @param deliveredAt when a message arrived last
 * @param failingSince since when none has
 */
@RegisterForReflection
public record DeliveryStatus(
        long position,
        long heldStreams,
        long attempts,
        @Nullable Instant deliveredAt,
        @Nullable Instant failingSince) {}
