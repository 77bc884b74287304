package dev.daybook.cli;

import dev.daybook.engine.Administration;
import dev.daybook.engine.RestoredLog;
import dev.daybook.engine.RestoredLog.Stored;
import java.util.List;

/** Sets back what is ahead of the log, after an older dump of it was restored. */
final class Reset {

    private final Administration administration;
    private final RestoredLog log;

    Reset(Administration administration, RestoredLog log) {
        this.administration = administration;
        this.log = log;
    }

    boolean run() throws Failed {
        List<String> alive = administration.instances().await().indefinitely();
        if (!alive.isEmpty()) {
            throw new Failed(
                    "Stop all instances first: %s is alive.".formatted(String.join(", ", alive)));
        }
        List<Stored> ahead = log.setBack().await().indefinitely();
        ahead.forEach(
                each ->
                        System.out.printf(
                                "%s was at position %d, which the log does not have; it begins anew.%n",
                                each.name(), each.position()));
        if (ahead.isEmpty()) {
            System.out.println("Nothing is ahead of the log.");
        }
        return true;
    }
}
