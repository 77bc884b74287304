package dev.daybook.web.answer;

import dev.daybook.kernel.Process.Refused;
import dev.daybook.kernel.Rejection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * How that goes on which a write begins, and how it ends.
 *
 * @param begun the status until then
 * @param statuses by the types of the events that end it
 * @param refusals what the events say that end it as if it had been refused at once, by type
 * @param reasons for which that may be
 */
public record Ends(
        String begun,
        Map<String, String> statuses,
        Map<String, Function<Object, Refused>> refusals,
        List<? extends Rejection> reasons) {

    public Ends(String begun, Map<String, String> statuses) {
        this(begun, statuses, Map.of(), List.of());
    }

    /** Of the events that end it. */
    Set<String> types() {
        Set<String> types = new HashSet<>(statuses.keySet());
        types.addAll(refusals.keySet());
        return types;
    }

    /** That it may be answered with. */
    List<String> allStatuses() {
        return Stream.concat(Stream.of(begun), statuses.values().stream().sorted())
                .distinct()
                .toList();
    }
}
