package dev.daybook.store;

import static dev.daybook.support.Entries.answering;
import static dev.daybook.support.Entries.entry;
import static dev.daybook.support.Entries.events;
import static dev.daybook.support.Entries.key;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.daybook.store.AppendResult.Repeated;
import dev.daybook.store.AppendResult.Stale;
import dev.daybook.store.AppendResult.Withheld;
import dev.daybook.store.outcome.NewOutcome;
import dev.daybook.support.Entries;
import dev.daybook.support.Wait;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What every store keeps to where streams go together: all are appended, or none is. */
abstract class EventStoreTogetherContract extends EventStoreContract {

    @Test
    void streams_that_go_together_are_appended_in_their_order() {
        append(entry(A, 0, events(1)));

        assertEquals(
                List.of(appended(2), appended(4), appended(5)),
                together(entry(A, 1, events(2)), entry(B, 0, events(1)), entry(C, 0, events(3))));
        assertEquals(List.of(1L, 2L, 3L), versions(A));
        assertEquals(List.of(1L, 2L, 3L, 4L, 5L, 6L, 7L), positions());
    }

    @Test
    void one_that_is_stale_keeps_all_others_back() {
        append(entry(B, 0, events(2)));

        assertEquals(
                List.of(new Withheld(), new Stale(2), new Withheld()),
                together(entry(A, 0, events(1)), entry(B, 1, events(2)), entry(C, 0, events(1))));
        assertEquals(2, log().size());
        assertEquals(
                List.of(appended(3), appended(4)),
                append(entry(A, 0, events(1)), entry(B, 2, events(1))));
        assertEquals(List.of(1L, 2L, 3L, 4L), positions());
    }

    @Test
    void one_whose_command_was_recorded_keeps_all_others_back() {
        append(answering(entry(A, 0, events(1)), NewOutcome.accepted(key("k"), 1)));

        List<AppendResult> results =
                together(
                        answering(entry(B, 0, events(1)), NewOutcome.accepted(key("other"), 1)),
                        answering(entry(A, 1, events(1)), NewOutcome.accepted(key("k"), 2)));
        assertEquals(new Withheld(), results.getFirst());
        assertEquals(
                "k",
                assertInstanceOf(Repeated.class, results.getLast())
                        .outcomes()
                        .getFirst()
                        .key()
                        .id()
                        .value());
        assertEquals(1, log().size());
        assertEquals(
                List.of(appended(2)),
                append(answering(entry(B, 0, events(1)), NewOutcome.accepted(key("other"), 1))));
    }

    @Test
    void the_very_same_streams_again_are_answered_the_same_and_stored_once() {
        StreamAppend a = answering(entry(A, 0, events(2)), NewOutcome.accepted(key("k"), 2));
        StreamAppend b = entry(B, 0, events(1));
        together(a, b);
        append(entry(B, 1, events(1)));

        assertEquals(List.of(appended(1), appended(3)), together(a, b));
        assertEquals(4, log().size());
    }

    @Test
    void a_later_append_is_not_misled_by_what_was_taken_back() {
        append(entry(A, 0, events(1)));
        together(entry(A, 1, events(1)), entry(B, 7, events(1)));

        assertEquals(
                List.of(appended(2), appended(3)),
                together(entry(A, 1, events(1)), entry(B, 0, events(1))));
        assertEquals(List.of(1L, 2L), versions(A));
    }

    @Test
    void what_cannot_be_stored_fails_the_whole() {
        assertThrows(
                StoreRefusal.class,
                () ->
                        together(
                                entry(A, 0, events(1)),
                                entry(B, 0, Entries.event("{\"text\": \"\\u0000\"}"))));
        assertEquals(0, log().size());
    }

    final List<AppendResult> together(StreamAppend... streams) {
        return comparable(streams, Wait.answerOf(store.appendTogether(List.of(streams))));
    }
}
