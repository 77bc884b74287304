package dev.daybook.engine.admin;

import dev.daybook.engine.admin.RestoredLog.Stored;
import java.util.List;
import java.util.stream.Collectors;

/** What is stored cannot be gone on from; the message says why in one line. */
public final class UnusableCheckpoint extends RuntimeException {

    private static final long serialVersionUID = 1;

    private UnusableCheckpoint(String message) {
        super(message);
    }

    /** Events that were handled are no longer there. */
    static UnusableCheckpoint aheadOfTheLog(List<Stored> ahead) {
        String stored =
                ahead.stream()
                        .map(each -> "%s at position %d".formatted(each.name(), each.position()))
                        .collect(Collectors.joining(", "));
        return new UnusableCheckpoint(
                "The log ends before what was made from it: %s. If an older dump of it was restored, the command 'reset' sets these back; see 'help'."
                        .formatted(stored));
    }
}
