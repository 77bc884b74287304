package dev.daybook.web;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Collects the faults of a request, so that its sender sees them at once: all of them, or the first
 * hundred.
 */
final class Violations {

    private static final int MOST = 100;

    private final List<Violation> found = new ArrayList<>();
    private int count;

    void add(Violation violation) {
        count++;
        if (found.size() < MOST) {
            found.add(violation);
        }
    }

    /**
     * @throws ProblemException if there is any
     */
    void throwIfAny() {
        if (!found.isEmpty()) {
            throw exception();
        }
    }

    ProblemException exception() {
        return new Problem(
                        400, "invalid-request", "The request has " + count() + ".", found, Map.of())
                .exception();
    }

    /** Whether there is one in this field or parameter. */
    boolean blame(String name) {
        String pointer = Texts.pointer(name);
        return found.stream()
                .anyMatch(
                        violation ->
                                name.equals(violation.parameter())
                                        || pointer.equals(violation.pointer()));
    }

    private String count() {
        return count == 1 ? "a fault" : count + " faults";
    }
}
