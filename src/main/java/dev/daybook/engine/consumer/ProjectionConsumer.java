package dev.daybook.engine.consumer;

import dev.daybook.engine.consumer.OffsetStore.Step;
import dev.daybook.engine.relay.CloudEventReader;
import dev.daybook.store.StoredEvent;
import dev.daybook.store.postgres.Statements;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Pool;
import io.vertx.mutiny.sqlclient.SqlConnection;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Writes read tables from what Kafka has of the log, as one of a group of workers: rows and offset
 * commit together, so each event lands once, whoever else believes to have the partition. Kafka is
 * told no offsets.
 *
 * <p>A thread of its own polls, and waits for what it has begun before it polls again.
 */
public final class ProjectionConsumer {

    private static final Logger LOG = Logger.getLogger(ProjectionConsumer.class);
    private static final Duration ONE_POLL = Duration.ofMillis(200);
    private static final Duration PAUSE = Duration.ofSeconds(1);
    private static final Duration ENDING = Duration.ofSeconds(5);

    private final ConsumerSettings settings;
    private final PartitionWriter writer;
    private final OffsetStore offsets;

    private volatile Map<String, PartitionStatus> statuses = Map.of();
    private volatile Optional<String> failure = Optional.of("it has not begun");
    private final CountDownLatch ended = new CountDownLatch(1);
    private volatile @Nullable KafkaConsumer<String, byte[]> consumer;
    private @Nullable Thread thread;

    /**
     * @param appliers that write the rows of events, in a transaction of the caller's, by category
     */
    public ProjectionConsumer(
            ConsumerSettings settings,
            Map<String, List<BiFunction<SqlConnection, List<StoredEvent>, Uni<Void>>>> appliers,
            Pool pool,
            Statements statements) {
        this.settings = settings;
        this.offsets = new OffsetStore(pool, statements);
        this.writer = new PartitionWriter(pool, statements, offsets, appliers);
    }

    public void start() {
        thread = Thread.ofPlatform().name("projection-consumer").start(this::run);
    }

    /** Ends it; waits for what is being written. */
    public void stop() {
        ended.countDown();
        KafkaConsumer<String, byte[]> open = consumer;
        if (open != null) {
            open.wakeup();
        }
        Thread running = thread;
        if (running != null) {
            try {
                running.join(ENDING);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    /** Why nothing is taken from Kafka, if so. */
    public Optional<String> failure() {
        return failure;
    }

    /** The partitions that this worker has, by name. */
    public Map<String, PartitionStatus> partitions() {
        return statuses;
    }

    /** Records that are there and not taken, of all of them. */
    public long behind() {
        return statuses.values().stream().mapToLong(PartitionStatus::behind).sum();
    }

    private void run() {
        while (!isEnded()) {
            try (KafkaConsumer<String, byte[]> open =
                    new KafkaConsumer<>(
                            settings.client(offsets.group().await().indefinitely()),
                            new StringDeserializer(),
                            new ByteArrayDeserializer())) {
                consumer = open;
                Partitions partitions = new Partitions(open, offsets);
                open.subscribe(
                        writer.appliers().keySet().stream().map(settings.kafka()::topic).toList(),
                        partitions);
                consume(open, partitions);
            } catch (WakeupException _) {
                LOG.debug("It is to end.");
            } catch (RuntimeException e) {
                tell(e);
                pause();
            }
            statuses = Map.of();
        }
    }

    private void tell(RuntimeException e) {
        Throwable reason = e.getCause() instanceof RuntimeException cause ? cause : e;
        String message = String.valueOf(reason.getMessage());
        if (!failure.equals(Optional.of(message))) {
            LOG.errorf("Nothing is taken from Kafka: %s", message);
        }
        failure = Optional.of(message);
    }

    private boolean isEnded() {
        return ended.getCount() == 0;
    }

    private void pause() {
        try {
            ended.await(PAUSE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            ended.countDown();
        }
    }

    private void consume(KafkaConsumer<String, byte[]> open, Partitions partitions) {
        while (!isEnded()) {
            open.resume(partitions.due());
            ConsumerRecords<String, byte[]> records = open.poll(ONE_POLL);
            failure = Optional.empty();
            write(open, partitions, records);
            statuses = partitions.statuses();
        }
    }

    /** Each partition in a transaction of its own, all of them at once. */
    private void write(
            KafkaConsumer<String, byte[]> open,
            Partitions partitions,
            ConsumerRecords<String, byte[]> records) {
        List<Uni<Runnable>> ends =
                records.partitions().stream()
                        .flatMap(name -> partitions.of(name).stream())
                        .map(partition -> write(open, partition, records.records(partition.name())))
                        .toList();
        if (!ends.isEmpty()) {
            Uni.join().all(ends).andCollectFailures().await().indefinitely().forEach(Runnable::run);
        }
    }

    /** Gives what is to be done on this thread once it has ended. */
    private Uni<Runnable> write(
            KafkaConsumer<String, byte[]> open,
            Partition partition,
            List<ConsumerRecord<String, byte[]>> found) {
        List<ConsumerRecord<String, byte[]>> records = partition.tried(found);
        long to = records.getLast().offset() + 1;
        return Uni.createFrom()
                .item(() -> records.stream().map(CloudEventReader::read).toList())
                .chain(
                        events ->
                                writer.write(
                                        new Step(
                                                partition.name(),
                                                partition.next(),
                                                to,
                                                events.getLast().position()),
                                        events))
                .map(
                        _ ->
                                (Runnable)
                                        () -> {
                                            partition.advanced(to);
                                            if (records.size() < found.size()) {
                                                open.seek(partition.name(), to);
                                            }
                                        })
                .onFailure(OffsetMoved.class)
                .recoverWithUni(_ -> followed(open, partition))
                .onFailure()
                .recoverWithItem(cause -> () -> failed(open, partition, records.size(), cause));
    }

    private Uni<Runnable> followed(KafkaConsumer<String, byte[]> open, Partition partition) {
        return offsets.next(partition.name())
                .map(
                        next ->
                                () -> {
                                    partition.moved(next);
                                    open.seek(partition.name(), next);
                                });
    }

    private static void failed(
            KafkaConsumer<String, byte[]> open, Partition partition, int records, Throwable cause) {
        partition.failed(records, cause);
        open.seek(partition.name(), partition.next());
        if (partition.waits()) {
            open.pause(Set.of(partition.name()));
        }
    }
}
