package dev.daybook.store.memory;

import dev.daybook.store.StoreRefusal;
import dev.daybook.store.StreamAppend;
import dev.daybook.store.outcome.NewOutcome;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What PostgreSQL refuses: a NUL character, as such in a text or escaped in a JSON text. */
final class Storable {

    // after an odd number of backslashes: after an even one it is text like any other
    private static final Pattern ESCAPED_NUL = Pattern.compile("(?<!\\\\)(?:\\\\\\\\)*\\\\u0000");

    private Storable() {}

    static void require(StreamAppend append) {
        Stream<String> json =
                Stream.concat(
                        append.events().stream()
                                .flatMap(event -> Stream.of(event.payload(), event.metadata())),
                        append.outcomes().stream()
                                .flatMap(outcome -> Stream.ofNullable(outcome.rejection())));
        Stream<String> names =
                Stream.concat(
                        Stream.of(append.stream().category(), append.stream().id()),
                        append.outcomes().stream()
                                .map(NewOutcome::key)
                                .flatMap(
                                        key ->
                                                Stream.of(
                                                        key.id().caller(),
                                                        key.id().value(),
                                                        key.fingerprint())));
        if (json.anyMatch(text -> ESCAPED_NUL.matcher(text).find())
                || names.anyMatch(text -> text.indexOf('\0') >= 0)) {
            throw new StoreRefusal(
                    "A NUL character cannot be stored.",
                    true,
                    new IllegalArgumentException(append.stream().toString()));
        }
    }
}
