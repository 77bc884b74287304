package dev.daybook.cli;

import dev.daybook.store.postgres.LogAudit;
import java.sql.SQLException;
import java.util.List;
import javax.sql.DataSource;

/** Tells of each check whether it holds, a line each. */
final class Verify {

    private final LogAudit log;
    private boolean sound = true;

    Verify(DataSource database) {
        this.log = new LogAudit(database);
    }

    boolean run() throws SQLException {
        log.run(this::tell);
        return sound;
    }

    private void tell(String check, List<String> faults) {
        System.out.printf(
                "%-12s %s%n",
                check, faults.isEmpty() ? "OK" : "FAILED  " + String.join("; ", faults));
        sound &= faults.isEmpty();
    }
}
