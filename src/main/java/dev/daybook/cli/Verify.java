package dev.daybook.cli;

import dev.daybook.engine.admin.Administration;
import dev.daybook.engine.projection.ProjectionAudit;
import dev.daybook.engine.projection.ProjectionAudit.Comparison;
import dev.daybook.store.postgres.archive.LogAudit;
import java.sql.SQLException;
import java.util.List;
import java.util.TreeSet;
import javax.sql.DataSource;

/** Tells of each check whether it holds, a line each. */
final class Verify {

    private final LogAudit log;
    private final Administration administration;
    private final ProjectionAudit projections;
    private boolean sound = true;

    Verify(DataSource database, Administration administration, ProjectionAudit projections) {
        this.log = new LogAudit(database);
        this.administration = administration;
        this.projections = projections;
    }

    boolean run() throws SQLException {
        log.run(this::tell);
        new TreeSet<>(administration.rebuildable()).forEach(this::compare);
        return sound;
    }

    private void compare(String projection) {
        Comparison comparison = projections.compare(projection);
        if (comparison.obstacle().isPresent()) {
            System.out.printf("%-20s not compared: %s%n", projection, comparison.obstacle().get());
        } else {
            tell(projection, comparison.differences());
        }
    }

    private void tell(String check, List<String> faults) {
        System.out.printf(
                "%-20s %s%n",
                check, faults.isEmpty() ? "OK" : "FAILED  " + String.join("; ", faults));
        sound &= faults.isEmpty();
    }
}
