package dev.daybook.engine;

import static dev.daybook.support.Entries.entry;
import static dev.daybook.support.Entries.events;
import static dev.daybook.support.Entries.stream;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.daybook.store.EventStore;
import dev.daybook.store.StoredEvent;
import dev.daybook.store.memory.InMemoryEventStore;
import dev.daybook.support.TestVertx;
import dev.daybook.support.Wait;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** The loop hands on every event once and in order, and says why when it cannot. */
class SubscriptionTest {

    private static final int BATCH_SIZE = 3;
    private static final Duration LONG = Duration.ofMinutes(10);

    /** Writes down what it is handed, and finds every kind of trouble once it is told to. */
    private static final class Recorder implements Subscriber {

        private final List<Long> positions = new CopyOnWriteArrayList<>();
        private final List<Integer> sizes = new CopyOnWriteArrayList<>();
        private final AtomicLong checkpoint = new AtomicLong();
        private volatile Optional<RuntimeException> trouble = Optional.empty();
        private volatile boolean troubleWithCheckpoint;

        @Override
        public String name() {
            return "recorder";
        }

        @Override
        public Uni<Long> checkpoint() {
            if (troubleWithCheckpoint) {
                throw new IllegalStateException("no checkpoint");
            }
            return Uni.createFrom().item(checkpoint::get);
        }

        @Override
        public Uni<Void> handle(long from, List<StoredEvent> events) {
            if (trouble.isPresent()) {
                throw trouble.get();
            }
            if (!checkpoint.compareAndSet(from, events.getLast().position())) {
                return Uni.createFrom().failure(new CheckpointMoved(name()));
            }
            events.forEach(event -> positions.add(event.position()));
            sizes.add(events.size());
            return Uni.createFrom().voidItem();
        }
    }

    private final EventStore store = new InMemoryEventStore(Clock.systemUTC());
    private final Context context = TestVertx.context();
    private final Recorder recorder = new Recorder();
    private final Subscription subscription = subscription(recorder);

    @Test
    void events_come_in_order_once_and_in_batches() {
        append(0, 8);
        subscription.wake();
        awaitCheckpoint(recorder, 8);

        assertEquals(LongStream.rangeClosed(1, 8).boxed().toList(), recorder.positions);
        assertEquals(List.of(3, 3, 2), recorder.sizes);
        Wait.until("it knows", () -> subscription.position() == 8);
    }

    @Test
    void no_wake_up_is_lost_whoever_wakes() {
        IntStream.range(0, 300)
                .forEach(
                        version -> {
                            append(version, 1);
                            Thread.ofVirtual().start(subscription::wake);
                        });
        awaitCheckpoint(recorder, 300);

        assertEquals(LongStream.rangeClosed(1, 300).boxed().toList(), recorder.positions);
    }

    @Test
    void what_cannot_be_handled_is_tried_again_and_told_until_it_can() {
        recorder.trouble = Optional.of(new IllegalStateException("event 1 is bad"));
        append(0, 4);
        subscription.wake();
        Wait.until("it says so", () -> subscription.failure().isPresent());
        assertEquals(Optional.of("event 1 is bad"), subscription.failure());
        assertEquals(List.of(), recorder.positions);

        recorder.trouble = Optional.empty();
        awaitCheckpoint(recorder, 4);
        Wait.until("all is well", () -> subscription.failure().isEmpty());
        assertEquals(List.of(1L, 2L, 3L, 4L), recorder.positions);
    }

    @Test
    void a_checkpoint_that_cannot_be_read_is_told_and_read_again() {
        recorder.troubleWithCheckpoint = true;
        append(0, 2);
        subscription.wake();
        Wait.until("it says so", () -> subscription.failure().isPresent());
        assertEquals(Optional.of("no checkpoint"), subscription.failure());

        recorder.troubleWithCheckpoint = false;
        awaitCheckpoint(recorder, 2);
        assertEquals(List.of(1L, 2L), recorder.positions);
    }

    @Test
    void who_finds_the_checkpoint_moved_goes_on_from_there_without_a_failure() {
        append(0, 2);
        subscription.wake();
        awaitCheckpoint(recorder, 2);
        Wait.until("it knows", () -> subscription.position() == 2);
        append(2, 4);
        recorder.checkpoint.set(5);
        subscription.wake();
        awaitCheckpoint(recorder, 6);

        assertEquals(List.of(1L, 2L, 6L), recorder.positions);
        assertTrue(subscription.failure().isEmpty());
    }

    @Test
    void a_stopped_loop_handles_nothing_more() {
        append(0, 1);
        subscription.wake();
        awaitCheckpoint(recorder, 1);
        subscription.stop();
        append(1, 1);
        subscription.wake();

        Recorder later = new Recorder();
        subscription(later).wake();
        awaitCheckpoint(later, 2);
        assertEquals(List.of(1L), recorder.positions);
    }

    @Test
    void who_waits_for_a_position_is_told_once_it_is_handled_though_nobody_else_wakes_the_loop() {
        append(0, 8);
        Wait.answerOf(subscription.reach(8, LONG));

        assertEquals(8, recorder.checkpoint.get());
        Wait.answerOf(subscription.reach(8, LONG));
    }

    @Test
    void who_waits_for_a_position_is_told_though_another_instance_handled_it() {
        append(0, 2);
        Wait.answerOf(subscription.reach(2, LONG));
        append(2, 4);
        recorder.checkpoint.set(6);
        Wait.answerOf(subscription.reach(6, LONG));

        assertEquals(List.of(1L, 2L), recorder.positions);
    }

    @Test
    void who_waits_is_told_of_what_another_instance_says_about_the_checkpoint() {
        CompletableFuture<Void> waiting = subscription.reach(6, LONG).subscribeAsCompletionStage();
        assertFalse(waiting.isDone());
        subscription.progress().reached(6);

        Wait.answerOf(waiting);
    }

    @Test
    void who_waits_for_a_loop_in_trouble_waits_until_it_is_over() {
        recorder.trouble = Optional.of(new IllegalStateException("event 1 is bad"));
        append(0, 4);
        CompletableFuture<Void> waiting = subscription.reach(4, LONG).subscribeAsCompletionStage();
        Wait.until("it says so", () -> subscription.failure().isPresent());
        assertFalse(waiting.isDone());

        recorder.trouble = Optional.empty();
        Wait.answerOf(waiting);
        assertEquals(4, recorder.checkpoint.get());
    }

    @Test
    void who_waits_for_what_is_not_appended_gives_up_in_time() {
        append(0, 1);
        Wait.answerOf(subscription.reach(1, LONG));
        Uni<Void> beyond = subscription.reach(2, Duration.ofMillis(1));

        ProjectionBehind behind = assertThrows(ProjectionBehind.class, () -> Wait.answerOf(beyond));
        assertEquals(1, behind.position());
    }

    private Subscription subscription(Recorder subscriber) {
        return new Subscription(subscriber, store, BATCH_SIZE, context);
    }

    private void append(long expectedVersion, int count) {
        Wait.answerOf(store.append(List.of(entry(stream("s"), expectedVersion, events(count)))));
    }

    private static void awaitCheckpoint(Recorder recorder, long position) {
        Wait.until("the checkpoint is " + position, () -> recorder.checkpoint.get() == position);
        Wait.until("the events are written down", () -> recorder.positions.contains(position));
    }
}
