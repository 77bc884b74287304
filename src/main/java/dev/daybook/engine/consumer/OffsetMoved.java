package dev.daybook.engine.consumer;

import org.apache.kafka.common.TopicPartition;

/** Another worker has taken a partition further; nothing was written. */
final class OffsetMoved extends RuntimeException {

    private static final long serialVersionUID = 1;

    OffsetMoved(TopicPartition partition) {
        super("The offset of " + partition + " was moved by another worker.", null, false, false);
    }
}
