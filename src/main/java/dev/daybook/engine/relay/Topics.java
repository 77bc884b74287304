package dev.daybook.engine.relay;

import static java.util.stream.Collectors.toSet;

import dev.daybook.engine.subscription.DestinationUnavailable;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.TopicExistsException;
import org.jboss.logging.Logger;

/** The topics that the log goes to: one for each category, and one that says how far it came. */
final class Topics {

    private static final Logger LOG = Logger.getLogger(Topics.class);

    /** An event that the service takes fits into it. */
    static final int LARGEST_RECORD = 4 * 1024 * 1024;

    /**
     * Only the last record counts, and what is in the segment that is written to is not compacted.
     */
    private static final int PROGRESS_SEGMENT = 16 * 1024 * 1024;

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final KafkaSettings settings;
    private final Set<String> categories;

    Topics(KafkaSettings settings, Set<String> categories) {
        this.settings = settings;
        this.categories = Set.copyOf(categories);
    }

    /**
     * Sees to it that all are there. It blocks.
     *
     * @throws DestinationUnavailable if some are not, and are not to be created
     */
    void require() {
        Admin admin = Admin.create(settings.client());
        try {
            Set<String> there = answer(admin.listTopics().names());
            List<NewTopic> missing =
                    wanted().filter(topic -> !there.contains(topic.name())).toList();
            if (!missing.isEmpty()) {
                create(admin, missing);
            }
        } finally {
            admin.close(Duration.ZERO); // it would wait for what was not answered in time
        }
    }

    private Stream<NewTopic> wanted() {
        Stream<NewTopic> events =
                categories.stream()
                        .map(category -> topic(settings.topic(category), settings.partitions()))
                        .map(
                                topic ->
                                        topic.configs(
                                                Map.of(
                                                        TopicConfig.MAX_MESSAGE_BYTES_CONFIG,
                                                        String.valueOf(LARGEST_RECORD))));
        NewTopic progress =
                topic(settings.progressTopic(), 1)
                        .configs(
                                Map.of(
                                        TopicConfig.CLEANUP_POLICY_CONFIG,
                                        TopicConfig.CLEANUP_POLICY_COMPACT,
                                        TopicConfig.SEGMENT_BYTES_CONFIG,
                                        String.valueOf(PROGRESS_SEGMENT)));
        return Stream.concat(events, Stream.of(progress));
    }

    private NewTopic topic(String name, int partitions) {
        return new NewTopic(
                name,
                Optional.of(partitions),
                Optional.of(settings.replication())
                        .filter(number -> number > 0)
                        .map(Integer::shortValue));
    }

    private void create(Admin admin, List<NewTopic> missing) {
        if (!settings.creates()) {
            throw new DestinationUnavailable(
                    "Kafka has no topics "
                            + new TreeSet<>(missing.stream().map(NewTopic::name).collect(toSet()))
                            + ", and DAYBOOK_KAFKA_CREATE_TOPICS is false.");
        }
        admin.createTopics(missing).values().values().forEach(Topics::created);
    }

    private static void created(KafkaFuture<Void> topic) {
        try {
            answer(topic);
        } catch (TopicExistsException e) {
            LOG.debugf("Another instance was quicker: %s", e.getMessage());
        }
    }

    private static <T> T answer(KafkaFuture<T> future) {
        try {
            return future.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException cause
                    ? cause
                    : new IllegalStateException(e.getCause());
        } catch (TimeoutException e) {
            throw new DestinationUnavailable("Kafka does not answer.", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
