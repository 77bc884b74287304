package dev.daybook.engine.consumer;

import dev.daybook.engine.subscription.FailureHandler;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.jboss.logging.Logger;

/**
 * A partition that this worker has: how far it is, and what is done where it does not advance. An
 * event that cannot be handled is found by halving; then the partition waits at it.
 */
final class Partition {

    private static final Logger LOG = Logger.getLogger(ProjectionConsumer.class);
    private static final Duration FIRST_PAUSE = Duration.ofMillis(100);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(10);

    private final TopicPartition name;
    private long next;
    private long behind;
    private int limit = Integer.MAX_VALUE;
    private Duration pause = FIRST_PAUSE;
    private long goesOnAt;
    private Optional<String> failure = Optional.empty();

    Partition(TopicPartition name, long next) {
        this.name = name;
        this.next = next;
    }

    TopicPartition name() {
        return name;
    }

    /** The offset from which on nothing is written. */
    long next() {
        return next;
    }

    void behind(long records) {
        behind = records;
    }

    boolean waits() {
        return goesOnAt != 0;
    }

    /** Whether it may be tried again; it is asked once. */
    boolean goesOn() {
        boolean due = waits() && System.nanoTime() - goesOnAt >= 0;
        if (due) {
            goesOnAt = 0;
        }
        return due;
    }

    /** Those of these that are tried together. */
    List<ConsumerRecord<String, byte[]>> tried(List<ConsumerRecord<String, byte[]>> records) {
        return records.size() <= limit ? records : records.subList(0, limit);
    }

    void advanced(long to) {
        next = to;
        pause = FIRST_PAUSE;
        limit = (int) Math.min(2L * limit, Integer.MAX_VALUE);
        if (failure.isPresent()) {
            LOG.infof("%s goes on from offset %d.", name, to);
            failure = Optional.empty();
        }
    }

    /** Another worker has taken it to here. */
    void moved(long to) {
        next = to;
    }

    void failed(int records, Throwable cause) {
        if (records > 1 && FailureHandler.blamesEvents(cause)) {
            limit = records / 2;
            return;
        }
        String message = String.valueOf(cause.getMessage());
        if (!failure.equals(Optional.of(message))) {
            LOG.errorf("%s does not advance from offset %d: %s", name, next, message);
            failure = Optional.of(message);
        }
        goesOnAt = System.nanoTime() + pause.toNanos();
        Duration longer = pause.multipliedBy(2);
        pause = longer.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : longer;
    }

    PartitionStatus status() {
        return new PartitionStatus(next, behind, failure);
    }
}
