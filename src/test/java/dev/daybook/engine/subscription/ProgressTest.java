package dev.daybook.engine.subscription;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.daybook.support.Background;
import dev.daybook.support.TestVertx;
import dev.daybook.support.Wait;
import io.smallrye.mutiny.Uni;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Who waits for a position is woken once it is reached, and forgotten as soon as it gives up. */
class ProgressTest {

    private static final Duration LONG = Duration.ofMinutes(10);
    private static final int MOST = 10_000;
    private static final int ROUNDS = 50_000;

    private final Progress progress = new Progress(TestVertx.vertx());

    @Test
    void an_advance_wakes_all_who_wait_for_it_or_less_and_nobody_else() {
        List<CompletableFuture<Void>> waiting =
                LongStream.of(7, 3, 5, 3, 9, 5).mapToObj(this::await).toList();
        assertEquals(6, progress.waiting());

        progress.reached(5);
        IntStream.of(1, 2, 3, 5).forEach(number -> Wait.answerOf(waiting.get(number)));
        assertFalse(waiting.get(0).isDone() || waiting.get(4).isDone());
        assertEquals(2, progress.waiting());

        progress.reached(100);
        waiting.forEach(Wait::answerOf);
        assertEquals(0, progress.waiting());
    }

    @Test
    void what_is_reached_already_is_not_waited_for() {
        progress.reached(5);
        progress.reached(2);

        assertEquals(5, progress.reached());
        assertTrue(await(5).isDone());
        assertFalse(await(6).isDone());
    }

    @Test
    void who_waits_too_long_is_told_how_far_it_came_and_forgotten() {
        progress.reached(4);
        Uni<Void> impatient = progress.reach(5, Duration.ZERO);

        ProjectionBehind behind =
                assertThrows(ProjectionBehind.class, () -> Wait.answerOf(impatient));
        assertEquals(4, behind.position());
        assertEquals(0, progress.waiting());
    }

    @Test
    void once_it_is_given_up_nobody_waits_any_more() {
        CompletableFuture<Void> early = await(5);
        progress.giveUp();
        assertThrows(ProjectionBehind.class, () -> Wait.answerOf(early));
        assertThrows(ProjectionBehind.class, () -> Wait.answerOf(await(5)));
        assertEquals(0, progress.waiting());
    }

    @Test
    void who_hangs_up_is_forgotten() {
        var hungUp = progress.reach(5, LONG).subscribe().with(_ -> {});
        await(5);
        assertEquals(2, progress.waiting());

        hungUp.cancel();
        assertEquals(1, progress.waiting());
    }

    @Test
    void one_more_than_may_wait_is_told_at_once_and_the_others_are_woken_together() {
        int threads = Thread.activeCount();
        List<CompletableFuture<Void>> waiting =
                IntStream.range(0, MOST).mapToObj(number -> await(1 + number % 7)).toList();
        assertThrows(ProjectionBehind.class, () -> Wait.answerOf(await(1)));
        assertEquals(MOST, progress.waiting());
        assertTrue(Thread.activeCount() < threads + MOST / 100, "A waiter holds no thread.");

        progress.reached(7);
        waiting.forEach(Wait::answerOf);
        assertEquals(0, progress.waiting());
        assertFalse(await(8).isDone());
    }

    @Test
    void who_comes_from_a_context_is_woken_there() {
        Context home = TestVertx.context();
        CompletableFuture<Context> woken = new CompletableFuture<>();
        home.runOnContext(
                _ ->
                        progress.reach(1, LONG)
                                .subscribe()
                                .with(_ -> woken.complete(Vertx.currentContext())));
        Wait.until("it waits", () -> progress.waiting() == 1);
        progress.reached(1);

        assertEquals(home, Wait.answerOf(woken));
    }

    @Test
    void nobody_is_forgotten_though_the_position_is_reached_while_it_comes() {
        AtomicLong asked = new AtomicLong();
        CompletableFuture<Boolean> advancing =
                Background.start(
                        () -> {
                            while (asked.get() < ROUNDS) {
                                progress.reached(asked.get());
                            }
                            return true;
                        });
        for (long position = 1; position < ROUNDS; position++) {
            asked.set(position);
            Wait.answerOf(await(position));
        }
        asked.set(ROUNDS);

        Wait.answerOf(advancing);
        assertEquals(0, progress.waiting());
    }

    private CompletableFuture<Void> await(long position) {
        return progress.reach(position, LONG).subscribeAsCompletionStage();
    }
}
