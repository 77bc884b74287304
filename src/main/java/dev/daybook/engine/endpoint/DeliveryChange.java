package dev.daybook.engine.endpoint;

import dev.daybook.kernel.StreamId;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How far the deliveries to a webhook have come, to be stored.
 *
 * @param held those that changed; empty where the stream is free
 * @param made the attempts since, at most as many as are kept
 */
public record DeliveryChange(
        String webhookId,
        long generation,
        long position,
        long attempts,
        @Nullable Instant deliveredAt,
        @Nullable Instant failingSince,
        Map<StreamId, Optional<Held>> held,
        List<DeliveryAttempt> made) {

    public DeliveryChange {
        held = Map.copyOf(held);
        made = List.copyOf(made);
    }
}
