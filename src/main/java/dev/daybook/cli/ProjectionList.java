package dev.daybook.cli;

import dev.daybook.engine.admin.Administration;
import dev.daybook.engine.admin.ProjectionStatus;
import dev.daybook.engine.admin.ProjectionStatus.RebuildStatus;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Shows all projections, a line each, and below why one does not advance. */
final class ProjectionList {

    private static final List<String> HEADER =
            List.of(
                    "NAME",
                    "VERSION",
                    "POSITION",
                    "LAG EVENTS",
                    "LAG SECONDS",
                    "OWNER",
                    "STATE",
                    "PARKED",
                    "REBUILD");

    private final Administration administration;

    ProjectionList(Administration administration) {
        this.administration = administration;
    }

    boolean run() {
        List<ProjectionStatus> all = administration.projections().await().indefinitely();
        List<List<String>> lines = new ArrayList<>(List.of(HEADER));
        all.forEach(each -> lines.add(line(each)));
        print(lines);
        all.forEach(ProjectionList::tellFailures);
        return true;
    }

    private static List<String> line(ProjectionStatus status) {
        return List.of(
                status.name(),
                String.valueOf(status.version()),
                String.valueOf(status.position()),
                String.valueOf(status.lag().events()),
                String.format(Locale.ROOT, "%.1f", status.lag().seconds()),
                status.owner().orElse("-"),
                status.state().name(),
                String.valueOf(status.parked()),
                status.rebuild().map(ProjectionList::rebuild).orElse("-"));
    }

    private static String rebuild(RebuildStatus rebuild) {
        return "version %d, %s".formatted(rebuild.version(), ProgressBar.of(rebuild));
    }

    private static void print(List<List<String>> lines) {
        for (List<String> line : lines) {
            StringBuilder text = new StringBuilder();
            for (int column = 0; column < line.size(); column++) {
                int width = width(lines, column);
                text.append(("%-" + width + "s  ").formatted(line.get(column)));
            }
            System.out.println(text.toString().stripTrailing());
        }
    }

    private static int width(List<List<String>> lines, int column) {
        return lines.stream().mapToInt(line -> line.get(column).length()).max().orElseThrow();
    }

    private static void tellFailures(ProjectionStatus status) {
        status.failure()
                .ifPresent(
                        failure ->
                                System.out.printf(
                                        "%s does not advance: %s%n", status.name(), failure));
        status.rebuild()
                .flatMap(RebuildStatus::failure)
                .ifPresent(
                        failure ->
                                System.out.printf(
                                        "The rebuild of %s does not advance: %s%n",
                                        status.name(), failure));
    }
}
