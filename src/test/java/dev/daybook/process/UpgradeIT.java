package dev.daybook.process;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.daybook.support.Audit;
import dev.daybook.support.LastRelease;
import dev.daybook.support.Service;
import dev.daybook.support.TestDatabase;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The last release and this one on one database, under load: forth, back, and forth again. */
class UpgradeIT {

    private static final int CLIENTS = 8;
    private static final int SOME = 200;

    private static final String SCHEMA =
            "select max(version::int) from flyway_schema_history where success";

    private final TestDatabase database = TestDatabase.empty();

    @Test
    void the_last_release_goes_on_beside_the_tables_of_this_one_and_so_does_each_alone()
            throws IOException {
        Path lastRelease = LastRelease.jar();
        try (Service old = Service.launch(lastRelease, database.settings()).answering();
                DepositLoad oldLoad = DepositLoad.start(old, CLIENTS)) {
            oldLoad.awaitAcknowledged(SOME);
            long oldSchema = database.number(SCHEMA);
            try (Service first = Service.start(database.settings());
                    DepositLoad firstLoad = DepositLoad.goOn(first, CLIENTS)) {
                oldLoad.awaitAcknowledged(SOME);
                firstLoad.awaitAcknowledged(SOME);
                finish(firstLoad);
            }
            oldLoad.awaitAcknowledged(SOME);
            try (Service second = Service.start(database.settings());
                    DepositLoad secondLoad = DepositLoad.goOn(second, CLIENTS)) {
                secondLoad.awaitAcknowledged(SOME);
                finish(oldLoad);
                old.terminate();
                secondLoad.awaitAcknowledged(SOME);
                finish(secondLoad);
                Audit.assertProjectionsEqualTheLog(database);
            }
            assertPromised(oldSchema);
        }
        Audit.assertNoHoles(database);
        Audit.assertNothingTwice(database);
    }

    private void finish(DepositLoad load) {
        load.finish();
        System.out.println("UpgradeIT: " + load);
        load.assertAnswersWereRight();
        load.assertEachWasAcknowledged();
        load.assertEveryAcknowledgedDepositIsIn(database);
    }

    /** What was seen to work is what the tables say. */
    private void assertPromised(long oldSchema) {
        long oldest = database.number("select schema_version from oldest_service");
        assertTrue(
                oldest <= oldSchema,
                "tables for services from %d on, after those of %d".formatted(oldest, oldSchema));
    }
}
