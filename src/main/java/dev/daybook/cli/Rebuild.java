package dev.daybook.cli;

import dev.daybook.engine.Lifecycle;
import dev.daybook.engine.admin.Administration;
import dev.daybook.engine.admin.ProjectionStatus;
import java.time.Duration;
import java.util.TreeSet;

/**
 * Has a projection rebuilt, and shows how far that is until the new rows have taken the place of
 * the old ones. Where no instance is alive that can do it, this process is one for the time.
 */
final class Rebuild {

    private static final Duration BETWEEN_LOOKS = Duration.ofMillis(250);
    private static final double NANOS = 1e9;

    private final Administration administration;
    private final Lifecycle lifecycle;
    private final ProgressBar progress = new ProgressBar(isTerminal());
    private boolean serving;

    Rebuild(Administration administration, Lifecycle lifecycle) {
        this.administration = administration;
        this.lifecycle = lifecycle;
    }

    boolean run(String name) throws CommandFailed, InterruptedException {
        if (!administration.rebuildable().contains(name)) {
            throw new CommandFailed(
                    "There is no projection '%s'; there are %s."
                            .formatted(
                                    name,
                                    String.join(
                                            ", ", new TreeSet<>(administration.rebuildable()))));
        }
        long start = System.nanoTime();
        serveUnlessAnotherDoes(name);
        ProjectionStatus status = administration.rebuild(name).await().indefinitely();
        while (status.rebuild().isPresent()) {
            progress.show(status.rebuild().get());
            Thread.sleep(BETWEEN_LOOKS);
            serveUnlessAnotherDoes(name);
            status = administration.projection(name).await().indefinitely();
        }
        progress.end();
        System.out.printf(
                "%s is rebuilt up to position %d, in %.1f s.%n",
                name, status.position(), (System.nanoTime() - start) / NANOS);
        if (status.parked() > 0) {
            System.out.printf("%d of its streams are parked.%n", status.parked());
        }
        return true;
    }

    /** Also when the one that did ends meanwhile. */
    private void serveUnlessAnotherDoes(String name) {
        if (!serving && administration.instancesFor(name).await().indefinitely().isEmpty()) {
            lifecycle.serve();
            serving = true;
        }
    }

    private static boolean isTerminal() {
        return System.console() != null && System.console().isTerminal();
    }
}
