package dev.daybook.web.problem;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Collects the faults of a request, so that its sender sees them at once: all of them, or the first
 * hundred.
 */
public final class Violations {

    private static final int MOST = 100;

    private final List<Violation> found = new ArrayList<>();
    private int count;

    public void add(Violation violation) {
        count++;
        if (found.size() < MOST) {
            found.add(violation);
        }
    }

    /**
     * @throws ProblemException if there is any
     */
    public void throwIfAny() {
        if (!found.isEmpty()) {
            throw exception();
        }
    }

    public ProblemException exception() {
        return new Problem(
                        400, "invalid-request", "The request has " + count() + ".", found, Map.of())
                .exception();
    }

    private String count() {
        return count == 1 ? "a fault" : count + " faults";
    }
}
