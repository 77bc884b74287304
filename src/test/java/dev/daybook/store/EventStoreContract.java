package dev.daybook.store;

import static dev.daybook.support.Entries.answering;
import static dev.daybook.support.Entries.entry;
import static dev.daybook.support.Entries.event;
import static dev.daybook.support.Entries.events;
import static dev.daybook.support.Entries.key;
import static dev.daybook.support.Entries.stream;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.daybook.kernel.StreamId;
import dev.daybook.store.AppendResult.Appended;
import dev.daybook.store.AppendResult.Repeated;
import dev.daybook.store.AppendResult.Stale;
import dev.daybook.store.outcome.CommandId;
import dev.daybook.store.outcome.CommandKey;
import dev.daybook.store.outcome.NewOutcome;
import dev.daybook.store.outcome.StoredOutcome;
import dev.daybook.support.Wait;
import io.vertx.core.json.JsonObject;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every store keeps to when it appends; {@link EventStoreReadContract} is the other half. */
abstract class EventStoreContract {

    static final StreamId A = stream("a");
    static final StreamId B = stream("b");
    static final StreamId C = stream("c");

    EventStore store;

    abstract EventStore emptyStore();

    @BeforeEach
    void start_with_an_empty_log() {
        store = emptyStore();
    }

    @Test
    void versions_of_a_stream_are_1_2_3_without_a_hole() {
        append(entry(A, 0, events(2)), entry(B, 0, events(1)));
        append(entry(A, 2, events(3)));

        assertEquals(List.of(1L, 2L, 3L, 4L, 5L), versions(A));
        assertEquals(List.of(1L), versions(B));
    }

    @Test
    void positions_are_1_2_3_without_a_hole_in_the_order_of_the_appends() {
        NewEvent[] first = events(3);
        NewEvent[] second = events(2);
        assertEquals(
                List.of(appended(1), appended(3)),
                append(entry(A, 0, first[0], first[1]), entry(B, 0, first[2])));
        assertEquals(
                List.of(appended(4), appended(5)),
                append(entry(B, 1, second[0]), entry(A, 2, second[1])));

        assertEquals(LongStream.rangeClosed(1, 5).boxed().toList(), positions());
        assertEquals(
                List.of(
                        first[0].eventId(),
                        first[1].eventId(),
                        first[2].eventId(),
                        second[0].eventId(),
                        second[1].eventId()),
                log().stream().map(StoredEvent::eventId).toList());
        assertEquals(5, Wait.answerOf(store.head()));
    }

    @Test
    void a_stale_stream_disturbs_no_other_of_its_batch() {
        append(entry(B, 0, events(2)));

        assertEquals(
                List.of(appended(3), new Stale(2), appended(4)),
                append(entry(A, 0, events(1)), entry(B, 1, events(2)), entry(C, 0, events(1))));
        assertEquals(List.of(1L, 2L), versions(B));
        assertEquals(List.of(1L, 2L, 3L, 4L), positions());
    }

    @Test
    void a_stream_is_appended_whole_or_not_at_all() {
        append(entry(A, 0, events(3)));

        assertEquals(List.of(new Stale(3)), append(entry(A, 2, events(3))));
        assertEquals(List.of(new Stale(3)), append(entry(A, 4, events(3))));
        assertEquals(3, log().size());
    }

    @Test
    void an_append_without_events_only_compares_the_version() {
        append(entry(A, 0, events(2)));

        assertEquals(List.of(appended(0), appended(0)), append(entry(A, 2), entry(B, 0)));
        assertEquals(List.of(new Stale(2), new Stale(0)), append(entry(A, 1), entry(B, 1)));
        assertEquals(2, log().size());
    }

    @Test
    void the_very_same_append_again_answers_the_same_position_and_stores_nothing() {
        StreamAppend first = entry(A, 0, events(1));
        StreamAppend again = answering(entry(A, 1, events(2)), accepted("k", 3));
        append(first);
        List<AppendResult> answer = append(entry(B, 0, events(1)), again);

        assertEquals(List.of(appended(2), appended(3)), answer);
        assertEquals(List.of(appended(3)), append(again));
        append(entry(A, 3, events(1)));
        assertEquals(List.of(appended(3), appended(1)), append(again, first));
        assertEquals(5, log().size());
    }

    @Test
    void other_events_at_the_same_place_are_stale_however_alike() {
        NewEvent event = event("{}");
        append(entry(A, 0, event));
        NewEvent twin = event("{}");

        assertEquals(List.of(new Stale(1)), append(entry(A, 0, twin)));
        assertEquals(List.of(event.eventId()), log().stream().map(StoredEvent::eventId).toList());
    }

    @Test
    void a_command_that_was_accepted_before_is_answered_with_its_outcome() {
        append(entry(B, 0, events(4)));
        append(answering(entry(A, 0, events(3)), accepted("one", 1), accepted("two and three", 3)));

        assertEquals(
                List.of(new Repeated(List.of(new StoredOutcome(key("two and three"), 3, 7, null)))),
                append(answering(entry(A, 3, events(1)), accepted("two and three", 4))));
        assertEquals(
                List.of(new Repeated(List.of(new StoredOutcome(key("one"), 1, 5, null)))),
                append(answering(entry(A, 0, events(1)), accepted("one", 1))));
        assertEquals(7, log().size());
    }

    @Test
    void a_repeated_command_is_told_with_the_fingerprint_of_its_first_request() {
        append(answering(entry(A, 0, events(1)), accepted("k", 1)));
        CommandKey reused = new CommandKey(key("k").id(), "another request");

        assertEquals(
                List.of(new Repeated(List.of(new StoredOutcome(key("k"), 1, 1, null)))),
                append(answering(entry(B, 0, events(1)), NewOutcome.accepted(reused, 1))));
    }

    @Test
    void a_rejection_is_kept_with_its_text_and_without_an_event() {
        append(entry(A, 0, events(2)));
        append(
                answering(
                        entry(A, 2),
                        NewOutcome.rejected(key("k"), 2, "{\"code\": \"no\", \"deep\": [1]}")));

        Repeated repeated =
                assertInstanceOf(
                        Repeated.class,
                        append(answering(entry(A, 2, events(1)), accepted("k", 3))).getFirst());
        StoredOutcome outcome = repeated.outcomes().getFirst();
        assertEquals(2, outcome.version());
        assertEquals(0, outcome.position());
        assertEquals(
                new JsonObject("{\"code\": \"no\", \"deep\": [1]}"),
                new JsonObject(outcome.rejection()));
        assertEquals(2, log().size());
    }

    @Test
    void a_key_that_is_only_looked_up_is_found_but_not_kept() {
        assertEquals(
                List.of(appended(0)), append(answering(entry(A, 0), NewOutcome.lookUp(key("k")))));
        assertEquals(
                List.of(appended(1)), append(answering(entry(A, 0, events(1)), accepted("k", 1))));
        assertEquals(
                List.of(new Repeated(List.of(new StoredOutcome(key("k"), 1, 1, null)))),
                append(answering(entry(A, 1), NewOutcome.lookUp(key("k")))));
    }

    @Test
    void a_repeated_command_holds_back_its_own_stream_and_no_other() {
        append(answering(entry(A, 0, events(1)), accepted("old", 1)));

        assertEquals(
                List.of(
                        new Repeated(List.of(new StoredOutcome(key("old"), 1, 1, null))),
                        appended(2)),
                append(
                        answering(entry(A, 1, events(2)), accepted("old", 2), accepted("x", 3)),
                        entry(B, 0, events(1))));
        assertEquals(
                List.of(appended(3)), append(answering(entry(A, 1, events(1)), accepted("x", 2))));
    }

    @Test
    void the_outcomes_of_a_stale_stream_are_not_kept() {
        append(entry(A, 0, events(1)));
        append(answering(entry(A, 0, events(1)), accepted("k", 1)));

        assertEquals(
                List.of(appended(2)), append(answering(entry(A, 1, events(1)), accepted("k", 2))));
        assertEquals(2, log().size());
    }

    @Test
    void the_same_key_of_two_callers_names_two_commands() {
        CommandKey other = new CommandKey(new CommandId("other caller", "k"), "f");
        append(answering(entry(A, 0, events(1)), accepted("k", 1)));

        assertEquals(
                List.of(appended(2)),
                append(answering(entry(A, 1, events(1)), NewOutcome.accepted(other, 2))));
        assertEquals(2, log().size());
    }

    @Test
    void times_never_decrease_and_a_batch_has_one_time() {
        IntStream.range(0, 5)
                .forEach(n -> append(entry(A, n, events(1)), entry(B, 2L * n, events(2))));

        List<Instant> times = log().stream().map(StoredEvent::recordedAt).toList();
        assertEquals(15, times.size());
        assertEquals(times.stream().sorted().toList(), times);
        assertEquals(times.get(12), times.get(14));
    }

    @Test
    void a_nul_character_is_refused_and_nothing_of_the_call_is_stored() {
        append(entry(A, 0, events(1)));

        assertThrows(
                StoreRefusal.class,
                () ->
                        append(
                                entry(B, 0, events(1)),
                                answering(
                                        entry(A, 1, event("{\"text\": \"a\\u0000b\"}")),
                                        accepted("k", 2))));
        assertEquals(1, log().size());
        assertEquals(
                List.of(appended(2)), append(answering(entry(A, 1, events(1)), accepted("k", 2))));
    }

    @Test
    void a_backslash_before_u0000_is_text_like_any_other() {
        append(entry(A, 0, event("{\"text\": \"\\\\u0000\"}")));

        assertEquals("\\u0000", new JsonObject(log().getFirst().payload()).getString("text"));
    }

    @Test
    void a_nul_character_in_a_name_is_refused() {
        assertThrows(StoreRefusal.class, () -> append(entry(stream("a\0b"), 0, events(1))));
        assertThrows(
                StoreRefusal.class,
                () -> append(answering(entry(A, 0, events(1)), accepted("k\0", 1))));
        assertFalse(append(entry(A, 0, events(1))).isEmpty());
        assertEquals(1, log().size());
    }

    /**
     * The results, compared by {@link #appended}: the time is that of the stored event, and what is
     * without meaning 0.
     */
    List<AppendResult> append(StreamAppend... batch) {
        return comparable(batch, Wait.answerOf(store.append(List.of(batch))));
    }

    final List<AppendResult> comparable(StreamAppend[] batch, List<AppendResult> results) {
        return IntStream.range(0, batch.length)
                .mapToObj(number -> comparable(batch[number], results.get(number)))
                .toList();
    }

    private AppendResult comparable(StreamAppend append, AppendResult result) {
        if (!(result instanceof Appended(var position, var recordedAt))) {
            return result;
        }
        if (append.events().isEmpty()) {
            return appended(0);
        }
        assertEquals(log().get((int) position - 1).recordedAt(), recordedAt);
        return appended(position);
    }

    static Appended appended(long firstPosition) {
        return new Appended(firstPosition, Instant.EPOCH);
    }

    static NewOutcome accepted(String key, long version) {
        return NewOutcome.accepted(key(key), version);
    }

    List<StoredEvent> log() {
        return Wait.answerOf(store.read(0, 1_000));
    }

    final List<Long> positions() {
        return log().stream().map(StoredEvent::position).toList();
    }

    final List<Long> versions(StreamId stream) {
        return Wait.answerOf(store.readStream(stream, 0, 1_000)).stream()
                .map(StoredEvent::version)
                .toList();
    }
}
