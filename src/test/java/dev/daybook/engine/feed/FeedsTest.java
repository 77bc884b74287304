package dev.daybook.engine.feed;

import static dev.daybook.support.Entries.entry;
import static dev.daybook.support.Entries.events;
import static dev.daybook.support.Entries.stream;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.daybook.engine.checkpoint.Batch;
import dev.daybook.engine.codec.Codec;
import dev.daybook.engine.subscription.Subscription;
import dev.daybook.store.EventFilter;
import dev.daybook.store.EventStore;
import dev.daybook.store.LogPage;
import dev.daybook.store.Overloaded;
import dev.daybook.store.StoredEvent;
import dev.daybook.store.memory.InMemoryEventStore;
import dev.daybook.store.memory.RecentEvents;
import dev.daybook.support.Background;
import dev.daybook.support.Seeds;
import dev.daybook.support.TestVertx;
import dev.daybook.support.Wait;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.Cancellable;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** All who follow the log live cost the store no more than one, however many they are. */
class FeedsTest {

    private static final int KEPT = 20;
    private static final int MANY = 1000;

    private final EventStore log = new InMemoryEventStore(Clock.systemUTC());
    private final AtomicInteger calls = new AtomicInteger();
    private final RecentEvents store = new RecentEvents(counting(), KEPT);
    private final LiveTail tail = new LiveTail(store, new EventAwaiter(store, new Codec())::saw);
    private final Subscription subscription =
            new Subscription(
                    tail,
                    store::readNext,
                    Subscription.Pace.prompt(7),
                    TestVertx.context(),
                    _ -> {});
    private final Feeds feeds = new Feeds(tail, store, MANY, Duration.ofSeconds(15));

    @Test
    void a_thousand_that_wait_are_woken_together_and_cost_no_reading() {
        append(0, 5);
        begin();
        List<CompletableFuture<LogPage>> waiting =
                IntStream.range(0, MANY)
                        .mapToObj(_ -> open(5).behind(5).subscribeAsCompletionStage())
                        .toList();
        assertEquals(MANY, tail.waiting());
        int before = calls.get();
        append(5, 3);
        subscription.wake();
        for (CompletableFuture<LogPage> each : waiting) {
            assertEquals(List.of(6L, 7L, 8L), positions(Wait.answerOf(each)));
        }
        assertTrue(calls.get() - before <= 2, () -> "Calls: " + (calls.get() - before));
        assertEquals(0, tail.waiting());
    }

    @Test
    void who_gives_up_is_forgotten() {
        append(0, 5);
        begin();
        Cancellable waiting = open(5).behind(5).subscribe().with(_ -> {});
        assertEquals(1, tail.waiting());
        waiting.cancel();
        assertEquals(0, tail.waiting());
    }

    @Test
    void readers_at_their_own_speeds_get_all_of_the_log() {
        long seed = Seeds.fresh("FeedsTest");
        append(0, 500);
        begin();
        List<CompletableFuture<List<Long>>> readers =
                Stream.of(0, 10, 1000)
                        .map(pause -> Background.start(() -> readAll(pause, new Random(seed))))
                        .toList();
        for (int version = 500; version < 3000; version += 5) {
            append(version, 5);
            subscription.wake();
        }
        for (CompletableFuture<List<Long>> reader : readers) {
            assertEquals(LongStream.rangeClosed(1, 3000).boxed().toList(), Wait.answerOf(reader));
        }
    }

    private List<Long> readAll(int pause, Random random) {
        Feed feed = open(0);
        List<Long> positions = new ArrayList<>();
        while (positions.size() < 3000) {
            long last = positions.isEmpty() ? 0 : positions.getLast();
            positions.addAll(positions(Wait.answerOf(feed.behind(last))));
            random.longs(pause).sum(); // its own work keeps it behind the others
        }
        feed.close();
        return positions;
    }

    @Test
    void one_too_many_is_refused_until_another_one_ends() {
        List<Feed> all = IntStream.range(0, MANY).mapToObj(_ -> open(0)).toList();
        assertThrows(Overloaded.class, () -> open(0));
        all.getFirst().close();
        assertEquals(MANY - 1, feeds.open());
        open(0);
    }

    @Test
    void the_end_of_the_service_ends_all_and_no_new_one_begins() {
        AtomicInteger ended = new AtomicInteger();
        open(0).onEnd(ended::incrementAndGet);
        Feed late = open(0);
        feeds.end();
        assertEquals(1, ended.get());
        late.onEnd(ended::incrementAndGet);
        assertEquals(2, ended.get());
        assertThrows(Overloaded.class, () -> open(0));
    }

    @Test
    void a_hole_in_the_log_reaches_nobody() {
        append(0, 1);
        begin();
        List<StoredEvent> two = Wait.answerOf(appended(1, 2));
        assertThrows(
                IllegalStateException.class,
                () -> tail.handle(new Batch(0, 1, 3, two.subList(1, 2))));
        assertThrows(IllegalStateException.class, () -> tail.handle(new Batch(0, 0, 3, two)));
        assertEquals(1, tail.position());
    }

    private Feed open(long after) {
        return feeds.open(EventFilter.ALL, after);
    }

    private void begin() {
        subscription.lead();
        Wait.until("the tail is known", () -> tail.position() >= 0);
        Wait.until("it has been read", () -> subscription.position() == tail.position());
    }

    private void append(long version, int count) {
        Wait.answerOf(log.append(List.of(entry(stream("s"), version, events(count)))));
    }

    private Uni<List<StoredEvent>> appended(long version, int count) {
        append(version, count);
        return log.read(version, count);
    }

    private static List<Long> positions(LogPage page) {
        return page.events().stream().map(StoredEvent::position).toList();
    }

    private EventStore counting() {
        return (EventStore)
                Proxy.newProxyInstance(
                        EventStore.class.getClassLoader(),
                        new Class<?>[] {EventStore.class},
                        (_, method, arguments) -> {
                            calls.incrementAndGet();
                            try {
                                return method.invoke(log, arguments);
                            } catch (InvocationTargetException e) {
                                throw e.getCause();
                            }
                        });
    }
}
