package dev.daybook.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import dev.daybook.support.PgBouncer;
import dev.daybook.support.Service;
import dev.daybook.support.TestDatabase;
import dev.daybook.support.Wait;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The service behind a PgBouncer that nobody has configured for it. */
class PoolerIT {

    private static final String SCANS =
            "select coalesce(sum(%s), 0) from pg_stat_user_tables where relname in ('events', 'account_summary')";

    @TempDir Path folder;

    private final TestDatabase database = TestDatabase.empty();

    @Test
    void sessions_are_as_the_service_needs_them() {
        try (PgBouncer pooler = PgBouncer.start(database, "session", folder);
                Service service = Service.start(pooler.settings())) {
            Teller teller = new Teller(service);
            long position = teller.open("acc-1");
            assertEquals("acc-1", teller.account("acc-1", position).path("accountId").asText());

            // so small a table would be read as a whole, were it not for the session's settings
            long whole = database.number(SCANS.formatted("seq_scan"));
            long byIndex = database.number(SCANS.formatted("idx_scan"));
            for (int number = 0; number < 20; number++) {
                position = teller.deposit("acc-1", 1);
                assertEquals(number + 1, teller.account("acc-1", position).path("balance").asInt());
            }
            Wait.until(
                    "PostgreSQL has counted them",
                    () -> database.number(SCANS.formatted("idx_scan")) > byIndex + 20);
            assertEquals(whole, database.number(SCANS.formatted("seq_scan")));
        }
    }

    @Test
    void a_session_for_each_transaction_is_refused() {
        try (PgBouncer pooler = PgBouncer.start(database, "transaction", folder);
                Service service = Service.launch(pooler.settings())) {
            assertNotEquals(0, service.exitCode(), service::log);
            SettingsIT.assertOneLine(service.log(), "a pooler", "pool_mode = session");
        }
        assertEquals(
                0, database.number("select count(*) from pg_tables where schemaname = 'public'"));
    }
}
