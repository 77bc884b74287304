package dev.daybook.cli;

import dev.daybook.engine.admin.Administration;
import dev.daybook.engine.admin.InstanceStatus;
import dev.daybook.engine.admin.RestoredLog;
import dev.daybook.engine.admin.RestoredLog.Stored;
import java.util.List;

/** Sets back what is ahead of the log, after an older dump of it was restored. */
final class Reset {

    private final Administration administration;
    private final RestoredLog log;

    Reset(Administration administration, RestoredLog log) {
        this.administration = administration;
        this.log = log;
    }

    boolean run() throws CommandFailed {
        List<String> alive =
                administration.instances().await().indefinitely().stream()
                        .map(InstanceStatus::name)
                        .toList();
        if (!alive.isEmpty()) {
            throw new CommandFailed(
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
