package dev.daybook.web;

import static io.restassured.RestAssured.given;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.daybook.engine.feed.Feeds;
import dev.daybook.kernel.StreamId;
import dev.daybook.store.EventStore;
import dev.daybook.store.NewEvent;
import dev.daybook.store.StreamAppend;
import dev.daybook.store.postgres.PostgresEventStore;
import dev.daybook.store.postgres.Statements;
import dev.daybook.support.Background;
import dev.daybook.support.FeedClient;
import dev.daybook.support.FeedClient.Received;
import dev.daybook.support.PostgresResource;
import dev.daybook.support.Seeds;
import dev.daybook.support.Wait;
import io.quarkus.test.common.QuarkusTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;
import io.restassured.http.ContentType;
import io.vertx.mutiny.sqlclient.Pool;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Whoever follows the log, however often the line breaks, has all of it, and nothing twice. */
@QuarkusTest
@Tag("service")
@QuarkusTestResource(PostgresResource.class)
class FeedResumeTest {

    private static final int RECONNECTIONS = 2000;
    private static final int MOST_AT_A_TIME = 20;
    private static final int MOST_AHEAD = 1000;

    @Inject EventStore store;
    @Inject Feeds feeds;
    @Inject Pool pool;

    private final long seed = Seeds.fresh("FeedResumeTest");
    private final AtomicInteger reconnections = new AtomicInteger();

    /** The position that the restless reader waits for: the log grows a little beyond it. */
    private final AtomicLong wanted = new AtomicLong();

    private long start;
    private volatile Optional<Long> end = Optional.empty();

    @Test
    void readers_that_are_steady_slow_or_hang_up_at_random_all_get_the_log() {
        start = Wait.answerOf(store.head());
        wanted.set(start);
        EventStore other = new PostgresEventStore(pool, new Statements(Duration.ofSeconds(30)));
        List<CompletableFuture<List<Received>>> readers =
                Stream.<Supplier<List<Received>>>of(this::steady, this::slow, this::restless)
                        .map(Background::start)
                        .toList();
        List<CompletableFuture<Boolean>> writers =
                List.of(Background.start(this::command), Background.start(() -> write(other)));
        writers.forEach(Wait::answerOf);
        end = Optional.of(Wait.answerOf(store.head()));
        // the last one wakes readers that have all of the rest
        write(store, "last", 0, 1);

        List<String> log = log();
        for (CompletableFuture<List<Received>> reader : readers) {
            List<Received> received = Wait.answerOf(reader);
            assertEquals(
                    LongStream.rangeClosed(start + 1, end.orElseThrow()).boxed().toList(),
                    received.stream().map(Received::id).toList());
            assertEquals(
                    log,
                    received.stream()
                            .map(event -> event.data().path("eventId").textValue())
                            .toList());
        }
        System.out.println("FeedResumeTest: " + log.size() + " events");
        Wait.until("no feed is open", () -> feeds.open() == 0);
    }

    private List<Received> steady() {
        try (FeedClient client = FeedClient.resume(RestAssured.port, "", start)) {
            return readAll(client, () -> {});
        }
    }

    private List<Received> slow() {
        Random random = new Random(seed);
        try (FeedClient client = FeedClient.resume(RestAssured.port, "", start)) {
            // behind the others by its own work, not by a clock
            return readAll(client, () -> random.longs(random.nextInt(3000)).sum());
        }
    }

    private List<Received> readAll(FeedClient client, Runnable between) {
        List<Received> received = new ArrayList<>();
        while (!isComplete(received)) {
            received.add(client.next());
            between.run();
        }
        return received.subList(0, (int) (end.orElseThrow() - start));
    }

    private List<Received> restless() {
        Random random = new Random(seed + 1);
        List<Received> received = new ArrayList<>();
        while (!isComplete(received)) {
            long last = received.isEmpty() ? start : received.getLast().id();
            try (FeedClient client = FeedClient.resume(RestAssured.port, "", last)) {
                int count = random.nextInt(MOST_AT_A_TIME);
                wanted.set(last + count);
                for (int i = 0; i < count && !isComplete(received); i++) {
                    received.add(client.next());
                }
                client.skip(random.nextInt(client.available() + 1));
            }
            reconnections.incrementAndGet();
        }
        return received.subList(0, (int) (end.orElseThrow() - start));
    }

    private boolean isComplete(List<Received> received) {
        return end.isPresent() && received.size() >= end.get() - start;
    }

    /** Another instance appends; here one only finds it. */
    private boolean write(EventStore other) {
        Random random = new Random(seed + 2);
        int version = 0;
        while (reconnections.get() < RECONNECTIONS) {
            int count = 1 + random.nextInt(MOST_AT_A_TIME);
            write(other, "elsewhere", version, count);
            version += count;
            awaitDemand(Wait.answerOf(other.head()), random);
        }
        return true;
    }

    /** Commands are sent to this instance. */
    private boolean command() {
        Random random = new Random(seed + 3);
        post("/api/accounts", Map.of("accountId", "resume", "ownerId", "o", "currency", "USD"));
        while (reconnections.get() < RECONNECTIONS) {
            long position =
                    post(
                            "/api/accounts/resume/deposits",
                            Map.of("amount", 1, "currency", "USD", "transactionId", "t"));
            awaitDemand(position, random);
        }
        return true;
    }

    private void awaitDemand(long head, Random random) {
        long ahead = MOST_AT_A_TIME + random.nextInt(MOST_AHEAD);
        Wait.until(
                "somebody reads on",
                () -> wanted.get() + ahead > head || reconnections.get() >= RECONNECTIONS);
    }

    private static long post(String path, Map<String, Object> body) {
        return given().contentType(ContentType.JSON)
                .body(body)
                .post(path)
                .jsonPath()
                .getLong("position");
    }

    private static void write(EventStore to, String id, int version, int count) {
        List<NewEvent> events =
                Stream.generate(
                                () ->
                                        new NewEvent(
                                                UUID.randomUUID(), "ThingHappened", 1, "{}", "{}"))
                        .limit(count)
                        .toList();
        StreamId stream = new StreamId("thing", id);
        Wait.answerOf(to.append(List.of(new StreamAppend(stream, version, 0, events, List.of()))));
    }

    private List<String> log() {
        int count = (int) (end.orElseThrow() - start);
        return Wait.answerOf(store.read(start, count)).stream()
                .map(event -> event.eventId().toString())
                .toList();
    }
}
