package dev.daybook.engine.consumer;

import java.util.Optional;

/**
 * How a partition goes that this worker has.
 *
 * @param next offset that is taken
 * @param behind records that are there and not taken yet, as far as that is known
 * @param failure why it does not advance, if so
 */
public record PartitionStatus(long next, long behind, Optional<String> failure) {

    @Override
    public String toString() {
        String progress = "offset %d, %d records behind".formatted(next, behind);
        return failure.map(why -> "does not advance: %s (%s)".formatted(why, progress))
                .orElse(progress);
    }
}
