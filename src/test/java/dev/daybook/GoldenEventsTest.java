package dev.daybook;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.daybook.kernel.Aggregate;
import dev.daybook.kernel.Decider;
import dev.daybook.kernel.Decision;
import dev.daybook.kernel.Stored;
import dev.daybook.support.GoldenEvents;
import dev.daybook.support.GoldenEvents.Line;
import io.vertx.core.json.JsonObject;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Everything that was ever stored stays readable: the golden file pins each stored name and schema
 * version with a sample, and changes only together with them.
 */
class GoldenEventsTest {

    private static final GoldenEvents GOLDEN =
            new GoldenEvents(
                    Modules.registry().modules().stream()
                            .<Aggregate<?, ?, ?>>map(module -> module.aggregate())
                            .toList(),
                    GoldenEvents.file());

    @Test
    void the_golden_file_names_every_registered_event_in_every_version_and_no_other() {
        assertEquals("", String.join("\n", GOLDEN.complaints()));
    }

    @Test
    void every_line_of_today_s_version_is_stored_again_as_it_stands_there() {
        GOLDEN.lines()
                .filter(GOLDEN::isCurrent)
                .forEach(line -> assertEquals(line, GOLDEN.storedAgain(line)));
    }

    @Test
    void every_line_of_an_older_version_reads_as_one_of_today_s() {
        GOLDEN.lines()
                .filter(line -> !GOLDEN.isCurrent(line))
                .forEach(
                        line -> assertEquals(GOLDEN.read(GOLDEN.current(line)), GOLDEN.read(line)));
    }

    /** A module whose event was once called otherwise. */
    static final class Doors implements Decider<String, Doors.Event, Integer> {

        sealed interface Event {
            record DoorOpened(String by, LocalDate day, @Nullable Long width) implements Event {}

            @Stored(name = "DoorShut", version = 2)
            record DoorClosed(List<Optional<String>> by) implements Event {}
        }

        static final Aggregate<String, Event, Integer> DOOR =
                Aggregate.of("door", new Doors())
                        .upcaster("DoorShut", 1, payload -> payload)
                        .build();

        @Override
        public Integer initial() {
            return 0;
        }

        @Override
        public Decision<Event> decide(String command, Integer state) {
            return Decision.accept(new Event.DoorClosed(List.of()));
        }

        @Override
        public Integer evolve(Integer state, Event event) {
            return state + 1;
        }
    }

    @Test
    void a_new_event_is_told_with_the_line_that_it_needs() {
        assertEquals(
                List.of(
                        "golden-events.json needs a line for what is stored now: {\"category\":"
                            + " \"door\", \"type\": \"DoorOpened\", \"schemaVersion\": 1,"
                            + " \"payload\": {\"by\": \"by-1\", \"day\": \"2026-01-31\", \"width\":"
                            + " 7}}",
                        "golden-events.json needs a line for what is stored now: {\"category\":"
                                + " \"door\", \"type\": \"DoorShut\", \"schemaVersion\": 2,"
                                + " \"payload\": {\"by\": [\"by-1\"]}}"),
                doors("DoorShut 1").complaints());
    }

    @Test
    void an_event_whose_class_was_renamed_is_told_with_the_name_that_it_has_to_keep() {
        assertEquals(
                List.of(
                        "DoorOpen of door is in golden-events.json, but no event is stored under"
                            + " that name any more. If its class was renamed, write @Stored(name ="
                            + " \"DoorOpen\") at the class: such events may be in a log."),
                doors("DoorOpened 1", "DoorShut 1", "DoorShut 2", "DoorOpen 1").complaints());
    }

    @Test
    void an_older_version_stays_in_the_file_and_stands_there_once() {
        assertEquals(
                List.of(
                        "DoorShut of door was stored with schema version 1: golden-events.json has"
                                + " lost its line.",
                        "DoorOpened of door stands twice in golden-events.json with schema version"
                                + " 1."),
                doors("DoorOpened 1", "DoorOpened 1", "DoorShut 2").complaints());
    }

    private static GoldenEvents doors(String... namesAndVersions) {
        return new GoldenEvents(
                List.of(Doors.DOOR),
                Stream.of(namesAndVersions)
                        .map(each -> each.split(" ", 2))
                        .map(
                                each ->
                                        new Line(
                                                "door",
                                                each[0],
                                                Integer.parseInt(each[1]),
                                                new JsonObject()))
                        .toList());
    }
}
