package dev.daybook.engine.subscription;

import static dev.daybook.support.Entries.entry;
import static dev.daybook.support.Entries.events;
import static dev.daybook.support.Entries.stream;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.daybook.engine.checkpoint.Batch;
import dev.daybook.engine.checkpoint.Checkpoint;
import dev.daybook.engine.checkpoint.CheckpointMoved;
import dev.daybook.store.EventStore;
import dev.daybook.store.Overloaded;
import dev.daybook.store.StoreUnavailable;
import dev.daybook.store.StoredEvent;
import dev.daybook.store.memory.InMemoryEventStore;
import dev.daybook.support.TestVertx;
import dev.daybook.support.Wait;
import io.smallrye.mutiny.CompositeException;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
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
        private final List<String> told = new CopyOnWriteArrayList<>();
        private final Set<String> parked = ConcurrentHashMap.newKeySet();
        private final Set<Long> poison = ConcurrentHashMap.newKeySet();
        private final AtomicLong checkpoint = new AtomicLong();
        private final AtomicInteger tries = new AtomicInteger();
        private volatile Optional<RuntimeException> trouble = Optional.empty();
        private volatile Runnable meanwhile = () -> {};
        private volatile Uni<Void> work = Uni.createFrom().voidItem();
        private final AtomicInteger stops = new AtomicInteger();
        private volatile boolean troubleWithCheckpoint;
        private volatile boolean troubleWithParking;
        private volatile boolean owned = true;
        private volatile long epoch = 1;

        @Override
        public String name() {
            return "recorder";
        }

        @Override
        public Uni<Checkpoint> checkpoint() {
            if (troubleWithCheckpoint) {
                throw new IllegalStateException("no checkpoint");
            }
            return Uni.createFrom()
                    .item(
                            () ->
                                    new Checkpoint(
                                            owned,
                                            epoch,
                                            checkpoint.get(),
                                            Set.copyOf(parked),
                                            Set.of()));
        }

        @Override
        public boolean concerns(String category) {
            return !category.equals("foreign");
        }

        @Override
        public Uni<Void> handle(Batch batch) {
            meanwhile.run();
            if (trouble.isPresent()) {
                throw trouble.get();
            }
            Optional<StoredEvent> bad =
                    batch.events().stream().filter(e -> poison.contains(e.position())).findFirst();
            if (bad.isPresent()) {
                tries.incrementAndGet();
                throw new IllegalStateException("event " + bad.get().position() + " is poison");
            }
            return work.chain(() -> advance(batch))
                    .invoke(
                            () -> {
                                batch.events().forEach(event -> positions.add(event.position()));
                                sizes.add(batch.events().size());
                            });
        }

        @Override
        public Uni<Void> stop() {
            stops.incrementAndGet();
            return Uni.createFrom().voidItem();
        }

        private Uni<Void> advance(Batch batch) {
            return batch.epoch() == epoch && checkpoint.compareAndSet(batch.from(), batch.to())
                    ? Uni.createFrom().voidItem()
                    : Uni.createFrom().failure(new CheckpointMoved(name()));
        }

        @Override
        public Uni<Void> park(Batch batch, Throwable error, int attempts) {
            if (troubleWithParking) {
                return Uni.createFrom().failure(new IllegalStateException("no parking"));
            }
            assertEquals(1, batch.events().size());
            return advance(batch)
                    .invoke(() -> parked.add(batch.events().getFirst().stream().toString()));
        }

        @Override
        public Uni<Void> tell(Optional<String> failure) {
            told.add(failure.orElse("well"));
            return Uni.createFrom().voidItem();
        }
    }

    private final EventStore store = new InMemoryEventStore(Clock.systemUTC());
    private final Context context = TestVertx.context();
    private final Recorder recorder = new Recorder();
    private final Subscription subscription = subscription(recorder);

    @Test
    void events_that_gather_are_handled_as_soon_as_somebody_waits_for_them() {
        Subscription gathering =
                new Subscription(
                        recorder,
                        store::readNext,
                        new Subscription.Pace(BATCH_SIZE, LONG, Duration.ZERO),
                        context,
                        _ -> {});
        append(0, 1);
        gathering.lead();
        awaitCheckpoint(recorder, 1);
        append(1, 1);
        gathering.wakeUpTo(2);
        Wait.answerOf(gathering.reach(2, LONG));
        append(2, 1);
        gathering.wakeUpTo(3);
        Wait.answerOf(gathering.reach(3, LONG));
        assertEquals(List.of(1L, 2L, 3L), recorder.positions);
    }

    @Test
    void events_come_in_order_once_and_in_batches() {
        append(0, 8);
        subscription.lead();
        awaitCheckpoint(recorder, 8);

        assertEquals(LongStream.rangeClosed(1, 8).boxed().toList(), recorder.positions);
        assertEquals(List.of(3, 3, 2), recorder.sizes);
        Wait.until("it knows", () -> subscription.position() == 8);
    }

    @Test
    void no_wake_up_is_lost_whoever_wakes() {
        subscription.lead();
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
        recorder.trouble = Optional.of(new StoreUnavailable("nobody there", new IOException()));
        append(0, 4);
        subscription.lead();
        Wait.until("it says so", () -> subscription.failure().isPresent());
        assertEquals(Optional.of("nobody there"), subscription.failure());
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
        subscription.lead();
        Wait.until("it says so", () -> subscription.failure().isPresent());
        assertEquals(Optional.of("no checkpoint"), subscription.failure());

        recorder.troubleWithCheckpoint = false;
        awaitCheckpoint(recorder, 2);
        assertEquals(List.of(1L, 2L), recorder.positions);
    }

    @Test
    void who_finds_the_checkpoint_moved_goes_on_from_there_without_a_failure() {
        append(0, 2);
        subscription.lead();
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
        subscription.lead();
        awaitCheckpoint(recorder, 1);
        subscription.stop();
        append(1, 1);
        subscription.wake();

        Recorder later = new Recorder();
        subscription(later).lead();
        awaitCheckpoint(later, 2);
        assertEquals(List.of(1L), recorder.positions);
    }

    @Test
    void a_loop_is_at_rest_once_nothing_is_under_way() {
        append(0, 1);
        CompletableFuture<Void> begun = new CompletableFuture<>();
        CompletableFuture<Void> work = new CompletableFuture<>();
        recorder.meanwhile = () -> begun.complete(null);
        recorder.work = Uni.createFrom().completionStage(work);
        subscription.lead();
        Wait.answerOf(begun);

        CompletableFuture<Void> atRest = subscription.stop().subscribeAsCompletionStage();
        takeTwoSteps();
        assertFalse(atRest.isDone());
        assertEquals(0, recorder.stops.get());

        work.complete(null);
        Wait.answerOf(atRest);
        assertEquals(1, recorder.checkpoint.get());
        assertEquals(1, recorder.stops.get());
        Wait.answerOf(subscription.stop().subscribeAsCompletionStage());
    }

    @Test
    void a_loop_is_at_rest_after_a_failure_too() {
        append(0, 1);
        CompletableFuture<Void> begun = new CompletableFuture<>();
        CompletableFuture<Void> work = new CompletableFuture<>();
        recorder.meanwhile = () -> begun.complete(null);
        recorder.work = Uni.createFrom().completionStage(work);
        subscription.lead();
        Wait.answerOf(begun);

        CompletableFuture<Void> atRest = subscription.stop().subscribeAsCompletionStage();
        work.completeExceptionally(new StoreUnavailable("gone", new IOException()));
        Wait.answerOf(atRest);
        assertEquals(List.of(), recorder.told);
    }

    private void takeTwoSteps() {
        CompletableFuture<Void> taken = new CompletableFuture<>();
        context.runOnContext(_ -> context.runOnContext(_ -> taken.complete(null)));
        Wait.answerOf(taken);
    }

    @Test
    void a_loop_that_is_stopped_says_nothing_of_the_batch_that_fails_then() {
        append(0, 1);
        CompletableFuture<Void> failing = new CompletableFuture<>();
        recorder.trouble = Optional.of(new StoreUnavailable("it ends as well", new IOException()));
        recorder.meanwhile =
                () -> {
                    subscription.stop();
                    failing.complete(null);
                };
        subscription.lead();
        Wait.answerOf(failing);
        // what the batch has left to do comes before the second of two steps
        takeTwoSteps();

        assertEquals(Optional.empty(), subscription.failure());
        assertEquals(List.of(), recorder.told);
    }

    @Test
    void events_of_other_categories_are_passed_though_nothing_else_happens() {
        subscription.lead();
        append(0, 2);
        subscription.wakeUpTo(2, Set.of("foreign"));
        awaitCheckpoint(recorder, 2);
        append(2, 1);
        subscription.wakeUpTo(3, Set.of("foreign", "own"));
        awaitCheckpoint(recorder, 3);
    }

    @Test
    void who_waits_for_events_of_other_categories_wakes_the_loop() {
        subscription.lead();
        append(0, 2);
        Wait.answerOf(subscription.reach(2, LONG));
        assertEquals(List.of(1L, 2L), recorder.positions);
    }

    @Test
    void who_waits_for_a_position_is_told_once_it_is_handled_though_nobody_else_wakes_the_loop() {
        subscription.lead();
        append(0, 8);
        Wait.answerOf(subscription.reach(8, LONG));

        assertEquals(8, recorder.checkpoint.get());
        Wait.answerOf(subscription.reach(8, LONG));
    }

    @Test
    void who_waits_for_a_position_is_told_though_another_instance_handled_it() {
        subscription.lead();
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
        recorder.trouble = Optional.of(new StoreUnavailable("nobody there", new IOException()));
        append(0, 4);
        subscription.lead();
        CompletableFuture<Void> waiting = subscription.reach(4, LONG).subscribeAsCompletionStage();
        Wait.until("it says so", () -> subscription.failure().isPresent());
        assertFalse(waiting.isDone());

        recorder.trouble = Optional.empty();
        Wait.answerOf(waiting);
        assertEquals(4, recorder.checkpoint.get());
    }

    @Test
    void who_waits_for_what_is_not_appended_gives_up_in_time() {
        subscription.lead();
        append(0, 1);
        Wait.answerOf(subscription.reach(1, LONG));
        Uni<Void> beyond = subscription.reach(2, Duration.ofMillis(1));

        ProjectionBehind behind = assertThrows(ProjectionBehind.class, () -> Wait.answerOf(beyond));
        assertEquals(1, behind.position());
    }

    @Test
    void who_does_not_lead_handles_nothing_and_is_told_how_far_the_owner_is() {
        append(0, 4);
        subscription.wakeUpTo(4);
        CompletableFuture<Void> waiting = subscription.reach(3, LONG).subscribeAsCompletionStage();
        subscription.follow(3);
        Wait.answerOf(waiting);

        assertEquals(List.of(), recorder.positions);
        assertEquals(3, subscription.position());
        assertEquals(1, subscription.lag().events());
    }

    @Test
    void who_finds_that_it_is_not_the_owner_any_more_stops_until_it_is_again() {
        append(0, 2);
        subscription.lead();
        awaitCheckpoint(recorder, 2);
        recorder.owned = false;
        recorder.epoch = 2;
        append(2, 1);
        subscription.wake();
        Wait.until("it has stopped", () -> !subscription.leads());
        assertEquals(List.of(1L, 2L), recorder.positions);

        recorder.owned = true;
        subscription.lead();
        awaitCheckpoint(recorder, 3);
        assertEquals(List.of(1L, 2L, 3L), recorder.positions);
    }

    @Test
    void who_finds_another_epoch_asks_again_where_it_stands_and_goes_on() {
        append(0, 2);
        subscription.lead();
        awaitCheckpoint(recorder, 2);
        recorder.epoch = 2;
        recorder.parked.add("thing/s");
        append(2, 1);
        append("t", 0, 1);
        subscription.wake();
        awaitCheckpoint(recorder, 4);

        assertEquals(List.of(1L, 2L, 4L), recorder.positions);
    }

    @Test
    void a_stream_with_poison_is_parked_and_all_others_flow() {
        append("a", 0, 3);
        append("b", 0, 3);
        append("a", 3, 3);
        append("c", 0, 3);
        recorder.poison.add(5L);
        subscription.lead();
        Wait.until("all is handled", () -> recorder.checkpoint.get() == 12);

        assertEquals(Set.of("thing/b"), recorder.parked);
        assertEquals(List.of(1L, 2L, 3L, 4L, 7L, 8L, 9L, 10L, 11L, 12L), recorder.positions);
        Wait.until("all is well", () -> subscription.failure().isEmpty());
        assertEquals(List.of("event 5 is poison", "well"), recorder.told);
    }

    @Test
    void poison_is_tried_several_times_before_its_stream_is_parked() {
        append(0, 1);
        recorder.poison.add(1L);
        subscription.lead();
        Wait.until("it is parked", () -> recorder.checkpoint.get() == 1);

        assertEquals(4, recorder.tries.get());
    }

    @Test
    void poison_that_is_cured_in_time_is_handled() {
        append(0, 2);
        recorder.poison.add(2L);
        subscription.lead();
        Wait.until("it fails", () -> subscription.failure().isPresent());
        recorder.poison.clear();
        awaitCheckpoint(recorder, 2);

        assertEquals(Set.of(), recorder.parked);
        assertEquals(List.of(1L, 2L), recorder.positions);
    }

    @Test
    void where_not_even_parking_can_be_written_the_checkpoint_does_not_move() {
        append(0, 2);
        recorder.poison.add(2L);
        recorder.troubleWithParking = true;
        subscription.lead();
        Wait.until("it says so", () -> subscription.failure().equals(Optional.of("no parking")));
        assertEquals(1, recorder.checkpoint.get());

        recorder.troubleWithParking = false;
        // which is written down behind the checkpoint
        Wait.until("it is parked", () -> recorder.parked.equals(Set.of("thing/s")));
        assertEquals(2, recorder.checkpoint.get());
    }

    @Test
    void no_event_is_blamed_where_the_store_does_not_answer() {
        append(0, 3);
        recorder.trouble = Optional.of(new StoreUnavailable("nobody there", new IOException()));
        subscription.lead();
        Wait.until("it says so", () -> subscription.failure().isPresent());
        recorder.trouble = Optional.empty();
        awaitCheckpoint(recorder, 3);

        assertEquals(Set.of(), recorder.parked);
        assertEquals(List.of(3), recorder.sizes);
    }

    /** As commands of a process meet it: each by itself, or several at once. */
    @Test
    void no_event_is_blamed_where_there_is_too_much_to_do() {
        append(0, 3);
        Overloaded overloaded = new Overloaded("too many commands wait");
        assertFalse(FailureHandler.blamesEvents(overloaded));
        assertFalse(
                FailureHandler.blamesEvents(
                        new CompositeException(overloaded, new IllegalStateException("a bug"))));
        assertTrue(
                FailureHandler.blamesEvents(
                        new CompositeException(new IllegalStateException("a bug"))));

        recorder.trouble = Optional.of(new CompositeException(overloaded));
        subscription.lead();
        Wait.until("it says so", () -> subscription.failure().isPresent());
        recorder.trouble = Optional.empty();
        awaitCheckpoint(recorder, 3);
        assertEquals(Set.of(), recorder.parked);
        assertEquals(List.of(3), recorder.sizes);
    }

    private Subscription subscription(Recorder subscriber) {
        return new Subscription(
                subscriber,
                store::readNext,
                Subscription.Pace.ofBatches(BATCH_SIZE),
                context,
                _ -> {});
    }

    private void append(long expectedVersion, int count) {
        append("s", expectedVersion, count);
    }

    private void append(String id, long expectedVersion, int count) {
        Wait.answerOf(store.append(List.of(entry(stream(id), expectedVersion, events(count)))));
    }

    private static void awaitCheckpoint(Recorder recorder, long position) {
        Wait.until("the checkpoint is " + position, () -> recorder.checkpoint.get() == position);
        Wait.until("the events are written down", () -> recorder.positions.contains(position));
    }
}
