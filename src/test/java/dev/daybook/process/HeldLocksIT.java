package dev.daybook.process;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.daybook.support.Audit;
import dev.daybook.support.Service;
import dev.daybook.support.TestDatabase;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Transactions of others that keep what the service needs, for longer than it waits. */
class HeldLocksIT {

    private static final int CLIENTS = 8;
    private static final int SOME = 100;
    private static final String SILENT = "held_silent";
    private static final String HASTY = "held_hasty";

    private final TestDatabase database = TestDatabase.empty();

    /** Either the service gives up waiting, or PostgreSQL does, as it is set for the role. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                SILENT + " | lock table events in access exclusive mode",
                HASTY + "  | lock table events in access exclusive mode",
                SILENT + " | select pg_advisory_xact_lock(7305808869232668005)",
                HASTY + "  | select pg_advisory_xact_lock(7305808869232668005)"
            })
    void clients_are_told_to_come_again_and_all_goes_on_when_it_ends(String role, String held)
            throws Exception {
        makeRoles();
        try (Service service = Service.start(as(role));
                DepositLoad load = DepositLoad.start(service, CLIENTS)) {
            load.awaitAcknowledged(SOME);
            try (var _ = database.hold(held)) {
                load.awaitUnavailable(2 * CLIENTS);
            }
            load.awaitAcknowledged(SOME);
            assertWentOn(load);
            assertTrue(service.isAlive(), service::log);
        }
    }

    /** Nobody can say that he is alive, or move on; commands need none of that. */
    @ParameterizedTest
    @CsvSource({SILENT, HASTY})
    void commands_go_on_while_no_subscription_can(String role) throws Exception {
        makeRoles();
        try (Service service = Service.start(as(role));
                DepositLoad load = DepositLoad.start(service, CLIENTS)) {
            load.awaitAcknowledged(SOME);
            try (var _ =
                    database.hold("lock table subscriptions, instances in access exclusive mode")) {
                load.awaitAcknowledged(10 * SOME);
            }
            assertWentOn(load);
        }
    }

    private void assertWentOn(DepositLoad load) {
        load.finish();
        System.out.println("HeldLocksIT: " + load);
        load.assertAnswersWereRight();
        load.assertEveryAcknowledgedDepositIsIn(database);
        Audit.assertNothingTwice(database);
        Audit.assertNoHoles(database);
        Audit.assertProjectionsEqualTheLog(database);
    }

    private void makeRoles() {
        database.execute(
                """
                do $$ begin
                    if to_regrole('%1$s') is null then
                        create role %1$s superuser login;
                        create role %2$s superuser login;
                        alter role %2$s set lock_timeout = '200ms';
                        alter role %2$s set statement_timeout = '500ms';
                    end if;
                end $$
                """
                        .formatted(SILENT, HASTY));
    }

    private Map<String, String> as(String role) {
        Map<String, String> settings = new HashMap<>(database.settings());
        settings.put("POSTGRES_USER", role);
        settings.put("DAYBOOK_STORE_TIMEOUT", "1s");
        return settings;
    }
}
