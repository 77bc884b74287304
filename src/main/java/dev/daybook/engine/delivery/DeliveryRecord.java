package dev.daybook.engine.delivery;

import dev.daybook.engine.endpoint.DeliveryAttempt;
import dev.daybook.engine.endpoint.DeliveryChange;
import dev.daybook.engine.endpoint.Place;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What the deliveries to a webhook have done, and have not stored yet. */
final class DeliveryRecord {

    /** So long is not stored that only what does not concern the webhook went by. */
    private static final Duration LONGEST_UNSAVED = Duration.ofSeconds(10);

    private final Place place;
    private final Deque<DeliveryAttempt> made = new ArrayDeque<>();
    private long attempts;
    private @Nullable Instant deliveredAt;
    private @Nullable Instant failingSince;
    private boolean changed;
    private long saved;
    private Instant savedAt = Instant.now();

    DeliveryRecord(Place place) {
        this.place = place;
        this.attempts = place.attempts();
        this.deliveredAt = place.deliveredAt();
        this.failingSince = place.failingSince();
        this.saved = place.position();
    }

    /** The number of the next attempt. */
    long number() {
        return attempts + 1;
    }

    void note(DeliveryAttempt attempt, boolean delivered) {
        attempts = attempt.number();
        made.addLast(attempt);
        if (made.size() > DeliveryAttempt.KEPT) {
            made.removeFirst();
        }
        if (delivered) {
            deliveredAt = Instant.now();
            failingSince = null;
        } else if (failingSince == null) {
            failingSince = attempt.at();
        }
        changed = true;
    }

    /** Something else is to be stored soon. */
    void changed() {
        changed = true;
    }

    boolean deliveredSince(Instant time) {
        return deliveredAt != null && deliveredAt.isAfter(time);
    }

    /** What is to be stored now, if anything is. */
    Optional<DeliveryChange> take(Instant now, long position, HeldStreams held) {
        if (!changed && (position == saved || now.isBefore(savedAt.plus(LONGEST_UNSAVED)))) {
            return Optional.empty();
        }
        changed = false;
        saved = position;
        savedAt = now;
        List<DeliveryAttempt> since = List.copyOf(made);
        made.clear();
        return Optional.of(
                new DeliveryChange(
                        place.webhookId(),
                        place.generation(),
                        position,
                        attempts,
                        deliveredAt,
                        failingSince,
                        held.takeUnsaved(),
                        since));
    }
}
