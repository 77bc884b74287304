package dev.daybook.store;

import static dev.daybook.support.Entries.METADATA;
import static dev.daybook.support.Entries.entry;
import static dev.daybook.support.Entries.events;
import static dev.daybook.support.Entries.stream;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.daybook.kernel.StreamId;
import dev.daybook.support.Wait;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What every store keeps to as a whole: how it appends, how it reads, and its snapshots. */
abstract class EventStoreReadContract extends EventStoreTogetherContract {

    @Test
    void an_event_comes_back_as_it_was_appended() {
        String payload = "{\"text\": \"Grüße, 世界, 👩‍🚀, \\\" \\\\ \\n\", \"n\": 9007199254740993}";
        StreamId stream = new StreamId("Kategorie ü", "/ 世界 👩‍🚀");
        NewEvent event = new NewEvent(UUID.randomUUID(), "TypeÄ", 7, payload, METADATA);
        append(entry(stream, 0, event));

        StoredEvent stored = log().getFirst();
        assertEquals(stream, stored.stream());
        assertEquals(event.eventId(), stored.eventId());
        assertEquals("TypeÄ", stored.eventType());
        assertEquals(7, stored.schemaVersion());
        assertEquals(new JsonObject(payload), new JsonObject(stored.payload()));
        assertEquals(new JsonObject(METADATA), new JsonObject(stored.metadata()));
        assertEquals(List.of(stored), Wait.answerOf(store.readStream(stream, 0, 10)));
    }

    @Test
    void the_log_is_read_in_order_behind_a_position_up_to_a_limit() {
        append(entry(A, 0, events(3)), entry(B, 0, events(3)));

        assertEquals(List.of(3L, 4L), positions(Wait.answerOf(store.read(2, 2))));
        assertEquals(List.of(6L), positions(Wait.answerOf(store.read(5, 10))));
        assertEquals(List.of(), Wait.answerOf(store.read(6, 10)));
        assertEquals(List.of(), Wait.answerOf(store.read(100, 10)));
    }

    @Test
    void the_log_is_read_between_two_positions() {
        append(entry(A, 0, events(3)), entry(B, 0, events(3)));

        assertEquals(List.of(3L, 4L, 5L), found(EventFilter.ALL, 2, 5, 10));
        assertEquals(List.of(3L, 4L), found(EventFilter.ALL, 2, 5, 2));
        assertEquals(List.of(6L), found(EventFilter.ALL, 5, 100, 10));
        assertEquals(List.of(), found(EventFilter.ALL, 5, 5, 10));
        assertEquals(List.of(), found(EventFilter.ALL, 6, 2, 10));
        assertEquals(List.of(), found(EventFilter.ALL, 100, 200, 10));
    }

    @Test
    void nothing_of_a_hidden_category_passes() {
        append(entry(A, 0, events(2)), entry(B, 0, events(2)));
        EventFilter hiding = hiding(A.category(), "x");
        List<Long> shown = A.category().equals(B.category()) ? List.of() : List.of(3L, 4L);
        assertEquals(shown, found(hiding, 0, 10, 10));
        EventFilter another = hiding("x");
        assertEquals(List.of(1L, 2L, 3L, 4L), found(another, 0, 10, 10));
    }

    @Test
    void a_filter_lets_events_of_a_category_or_of_a_type_or_of_both_pass() {
        StreamId other = new StreamId("other", "A");
        append(entry(A, 0, typed("X"), typed("Y")), entry(other, 0, typed("X"), typed("Z")));
        append(entry(A, 2, typed("X")), entry(other, 2, typed("Y")));

        assertEquals(List.of(1L, 2L, 5L), found(filter("thing", null), 0, 6, 10));
        assertEquals(List.of(2L, 5L), found(filter("thing", null), 1, 6, 2));
        assertEquals(List.of(1L, 3L, 5L), found(filter(null, "X"), 0, 6, 10));
        assertEquals(List.of(3L), found(filter(null, "X"), 1, 4, 10));
        assertEquals(List.of(1L, 5L), found(filter("thing", "X"), 0, 6, 10));
        assertEquals(List.of(), found(filter("thing", "Z"), 0, 6, 10));
    }

    @Test
    void a_stream_is_read_in_order_behind_a_version_up_to_a_limit() {
        append(entry(A, 0, events(2)), entry(B, 0, events(1)));
        append(entry(A, 2, events(2)));

        assertEquals(List.of(2L, 4L), positions(Wait.answerOf(store.readStream(A, 1, 2))));
        assertEquals(List.of(5L), positions(Wait.answerOf(store.readStream(A, 3, 10))));
        assertEquals(List.of(), Wait.answerOf(store.readStream(A, 4, 10)));
        assertEquals(List.of(), Wait.answerOf(store.readStream(stream("none"), 0, 10)));
    }

    @Test
    void the_version_at_an_instant_is_that_of_the_last_event_recorded_by_then() {
        for (int number = 0; number < 30; number++) {
            append(entry(A, number * 3L, events(3)), entry(B, number, events(1)));
        }
        List<StoredEvent> stream = Wait.answerOf(store.readStream(A, 0, 100));
        for (StoredEvent event : stream) {
            for (long nanos : new long[] {-1000, -1, 0, 1, 999, 1000}) {
                Instant instant = event.recordedAt().plusNanos(nanos);
                long expected =
                        stream.stream().filter(each -> !each.recordedAt().isAfter(instant)).count();
                assertEquals(expected, versionAt(A, instant), instant::toString);
            }
        }
        assertEquals(0, versionAt(A, Instant.parse("0001-01-01T00:00:00Z")));
        assertEquals(90, versionAt(A, Instant.parse("9999-12-30T00:00:00Z")));
        assertEquals(0, versionAt(C, Instant.parse("9999-12-30T00:00:00Z")));
    }

    @Test
    void the_position_before_an_instant_is_that_of_the_last_event_recorded_earlier() {
        assertEquals(0, positionBefore(Instant.parse("9999-12-30T00:00:00Z")));
        for (int number = 0; number < 30; number++) {
            append(entry(A, number * 3L, events(3)));
        }
        List<StoredEvent> log = log();
        for (StoredEvent event : log) {
            for (long nanos : new long[] {-1000, -1, 0, 1, 999, 1000}) {
                Instant instant = event.recordedAt().plusNanos(nanos);
                long expected =
                        log.stream().filter(each -> each.recordedAt().isBefore(instant)).count();
                assertEquals(expected, positionBefore(instant), instant::toString);
            }
        }
        assertEquals(0, positionBefore(Instant.parse("0001-01-01T00:00:00Z")));
        assertEquals(90, positionBefore(Instant.parse("9999-12-30T00:00:00Z")));
    }

    private long positionBefore(Instant instant) {
        return Wait.answerOf(store.positionBefore(instant));
    }

    @Test
    void streams_are_found_by_the_beginning_of_their_ids_each_with_its_last_event() {
        StreamId other = new StreamId("other", "acc-2");
        for (String id : List.of("b", "acc-10", "acc-2", "acc-1", "acd", "ACC-1")) {
            append(entry(stream(id), 0, events(3)));
        }
        append(entry(other, 0, events(1)), entry(stream("acc-2"), 3, events(2)));

        assertEquals(
                List.of("thing/acc-1 3", "thing/acc-10 3", "thing/acc-2 5"),
                streams("acc-", "", 10));
        assertEquals(List.of("thing/acc-10 3"), streams("acc-", "acc-1", 1));
        assertEquals(List.of("thing/acd 3"), streams("ac", "acc-2", 10));
        assertEquals(6, streams("", "", 10).size());
        assertEquals(List.of(), streams("acc-3", "", 10));
        assertEquals(List.of(), streams("acc-", "acc-2", 10));
        assertEquals(List.of(), streams("b", "b", 10));
        assertEquals(List.of(), Wait.answerOf(store.streams("none", "", "", 10)));
    }

    private List<String> streams(String prefix, String after, int limit) {
        return Wait.answerOf(store.streams(A.category(), prefix, after, limit)).stream()
                .map(event -> event.stream() + " " + event.version())
                .toList();
    }

    @Test
    void a_filter_lets_events_of_one_request_pass() {
        String other = METADATA.replace("\"r\"", "\"c-2\"");
        append(
                entry(A, 0, events(1)),
                entry(B, 0, new NewEvent(UUID.randomUUID(), "X", 1, "{}", other)));
        assertEquals(List.of(2L), found(correlated("c-2"), 0, 10, 10));
        assertEquals(List.of(), found(correlated("c-3"), 0, 10, 10));
    }

    private static EventFilter correlated(String id) {
        return new EventFilter(Optional.empty(), Optional.empty(), Optional.of(id), Set.of());
    }

    private long versionAt(StreamId stream, Instant instant) {
        return Wait.answerOf(store.versionAt(stream, instant));
    }

    @Test
    void streams_are_loaded_together_each_behind_what_is_known_of_it() {
        append(entry(A, 0, events(3)), entry(B, 0, events(4)));

        List<StreamTail> tails = load(10, request(B, 2, 1), request(C, 0, 1), request(A, 0, 1));
        assertEquals(List.of(3L, 4L), versions(tails.get(0)));
        assertEquals(List.of(), versions(tails.get(1)));
        assertEquals(List.of(1L, 2L, 3L), versions(tails.get(2)));
    }

    @Test
    void the_limit_of_a_load_counts_for_each_stream() {
        append(entry(A, 0, events(5)), entry(B, 0, events(5)));

        List<StreamTail> tails = load(2, request(A, 0, 1), request(B, 3, 1));
        assertEquals(List.of(1L, 2L), versions(tails.get(0)));
        assertEquals(List.of(4L, 5L), versions(tails.get(1)));
    }

    @Test
    void a_load_starts_from_the_snapshot_and_goes_on_with_the_tail() {
        append(entry(B, 0, events(1)), entry(A, 0, events(6)));
        save(snapshot(A, 3, 1, "{\"sum\": 3}"));

        StreamTail tail = load(2, request(A, 0, 1)).getFirst();
        StoredSnapshot snapshot = tail.snapshot().orElseThrow();
        assertEquals(A, snapshot.stream());
        assertEquals(3, snapshot.version());
        assertEquals(30, snapshot.position());
        assertEquals(1, snapshot.snapshotVersion());
        assertEquals(new JsonObject("{\"sum\": 3}"), new JsonObject(snapshot.state()));
        assertEquals(List.of(4L, 5L), versions(tail));
    }

    @Test
    void a_snapshot_that_is_not_newer_than_what_is_known_is_left_out() {
        append(entry(A, 0, events(6)));
        save(snapshot(A, 3, 1, "{}"));

        assertEquals(List.of(Optional.of(3L), List.of(4L, 5L, 6L)), loaded(request(A, 2, 1)));
        assertEquals(List.of(Optional.empty(), List.of(4L, 5L, 6L)), loaded(request(A, 3, 1)));
        assertEquals(List.of(Optional.empty(), List.of(5L, 6L)), loaded(request(A, 4, 1)));
    }

    @Test
    void a_snapshot_of_another_fold_is_ignored() {
        append(entry(A, 0, events(3)));
        save(snapshot(A, 2, 2, "{}"));

        assertEquals(List.of(Optional.empty(), List.of(1L, 2L, 3L)), loaded(request(A, 0, 1)));
        assertEquals(List.of(Optional.empty(), List.of(1L, 2L, 3L)), loaded(request(A, 0, 0)));
        assertEquals(List.of(Optional.of(2L), List.of(3L)), loaded(request(A, 0, 2)));
    }

    @Test
    void an_older_snapshot_does_not_replace_a_newer_one() {
        append(entry(A, 0, events(4)), entry(B, 0, events(4)));
        save(snapshot(A, 3, 1, "{}"));
        save(snapshot(A, 2, 1, "{}"), snapshot(B, 1, 1, "{}"));
        save(snapshot(B, 2, 1, "{}"));

        assertEquals(List.of(Optional.of(3L), List.of(4L)), loaded(request(A, 0, 1)));
        assertEquals(List.of(Optional.of(2L), List.of(3L, 4L)), loaded(request(B, 0, 1)));
    }

    @Test
    void a_snapshot_of_another_fold_is_replaced_even_by_an_older_one() {
        append(entry(A, 0, events(4)));
        save(snapshot(A, 3, 1, "{}"));
        save(snapshot(A, 2, 2, "{}"));

        assertEquals(List.of(Optional.of(2L), List.of(3L, 4L)), loaded(request(A, 0, 2)));
    }

    private List<Long> found(EventFilter filter, long after, long to, int limit) {
        return positions(Wait.answerOf(store.find(filter, after, to, limit)));
    }

    private static EventFilter filter(@Nullable String category, @Nullable String type) {
        return new EventFilter(
                Optional.ofNullable(category),
                Optional.ofNullable(type),
                Optional.empty(),
                Set.of());
    }

    private static EventFilter hiding(String... categories) {
        return new EventFilter(
                Optional.empty(), Optional.empty(), Optional.empty(), Set.of(categories));
    }

    private static NewEvent typed(String type) {
        return new NewEvent(UUID.randomUUID(), type, 1, "{}", METADATA);
    }

    private void save(StoredSnapshot... snapshots) {
        Wait.answerOf(store.saveSnapshots(List.of(snapshots)));
    }

    private static StoredSnapshot snapshot(
            StreamId stream, long version, int snapshotVersion, String state) {
        return new StoredSnapshot(stream, version, version * 10, snapshotVersion, state);
    }

    private static StreamLoad request(StreamId stream, long afterVersion, int snapshotVersion) {
        return new StreamLoad(stream, afterVersion, snapshotVersion);
    }

    private List<StreamTail> load(int limit, StreamLoad... requests) {
        return Wait.answerOf(store.load(List.of(requests), limit));
    }

    private List<Object> loaded(StreamLoad request) {
        StreamTail tail = load(10, request).getFirst();
        return List.of(tail.snapshot().map(StoredSnapshot::version), versions(tail));
    }

    private static List<Long> versions(StreamTail tail) {
        return tail.events().stream().map(StoredEvent::version).toList();
    }

    private static List<Long> positions(List<StoredEvent> events) {
        return events.stream().map(StoredEvent::position).toList();
    }
}
