package dev.daybook.cli;

import dev.daybook.engine.admin.ProjectionStatus.RebuildStatus;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Shows how far a rebuild is: drawn anew on a terminal, else a line now and then. */
final class ProgressBar {

    private static final int BAR = 24;
    private static final int PERCENT_OF_ALL = 100;
    private static final Duration BETWEEN_LINES = Duration.ofSeconds(5);
    private static final String BEGINNING_OF_LINE = "\r";
    private static final String CLEAR_TO_END = "\u001b[K";

    private final boolean terminal;
    private @Nullable Long lastLine;

    ProgressBar(boolean terminal) {
        this.terminal = terminal;
    }

    void show(RebuildStatus rebuild) {
        String text =
                rebuild.failure()
                        .map(failure -> "does not advance: " + failure)
                        .orElseGet(() -> of(rebuild));
        if (terminal) {
            System.out.print(
                    BEGINNING_OF_LINE + bar(rebuild.percent()) + " " + text + CLEAR_TO_END);
            System.out.flush();
        } else if (lastLine == null || System.nanoTime() - lastLine > BETWEEN_LINES.toNanos()) {
            lastLine = System.nanoTime();
            System.out.println(text);
        }
    }

    /** Leaves what comes next a line of its own. */
    void end() {
        if (terminal) {
            System.out.print(BEGINNING_OF_LINE + CLEAR_TO_END);
        }
    }

    static String of(RebuildStatus rebuild) {
        String progress =
                "%.0f%%, position %d of %d"
                        .formatted(
                                Math.floor(rebuild.percent()), rebuild.position(), rebuild.head());
        return rebuild.secondsLeft().isEmpty()
                ? progress
                : "%s, %.0f events/s, %.0f s left"
                        .formatted(
                                progress,
                                rebuild.eventsPerSecond(),
                                Math.ceil(rebuild.secondsLeft().getAsDouble()));
    }

    private static String bar(double percent) {
        int done = (int) (BAR * Math.min(percent, PERCENT_OF_ALL) / PERCENT_OF_ALL);
        return "[" + "#".repeat(done) + ".".repeat(BAR - done) + "]";
    }
}
