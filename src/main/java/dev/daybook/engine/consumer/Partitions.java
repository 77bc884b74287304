package dev.daybook.engine.consumer;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.common.TopicPartition;

/** The partitions that this worker has; each begins where the database says. */
final class Partitions implements ConsumerRebalanceListener {

    private final Consumer<?, ?> consumer;
    private final OffsetStore offsets;
    private final Map<TopicPartition, Partition> had =
            new TreeMap<>(
                    Comparator.comparing(TopicPartition::topic)
                            .thenComparing(TopicPartition::partition));

    Partitions(Consumer<?, ?> consumer, OffsetStore offsets) {
        this.consumer = consumer;
        this.offsets = offsets;
    }

    /** Nothing where it was taken away meanwhile. */
    Optional<Partition> of(TopicPartition name) {
        return Optional.ofNullable(had.get(name));
    }

    /** Those that waited, and are tried again. */
    List<TopicPartition> due() {
        return had.values().stream().filter(Partition::goesOn).map(Partition::name).toList();
    }

    /** How each goes, by name. */
    Map<String, PartitionStatus> statuses() {
        had.values().forEach(each -> each.behind(consumer.currentLag(each.name()).orElse(0)));
        return had.values().stream()
                .collect(Collectors.toMap(each -> each.name().toString(), Partition::status));
    }

    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> assigned) {
        Map<TopicPartition, Long> first = consumer.beginningOffsets(assigned);
        for (TopicPartition name : assigned) {
            long next = offsets.next(name).await().indefinitely();
            if (next < first.get(name)) {
                throw new IllegalStateException(
                        "%s has nothing before offset %d, and %d comes next: its retention.ms has to be -1."
                                .formatted(name, first.get(name), next));
            }
            consumer.seek(name, next);
            had.put(name, new Partition(name, next));
        }
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> revoked) {
        revoked.forEach(had::remove);
    }
}
