package dev.daybook.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.daybook.support.Scrape;
import dev.daybook.support.Service;
import dev.daybook.support.TestDatabase;
import dev.daybook.support.Wait;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A transfer whose next command was lost stands still until its deadline, and then goes on. */
class TransferDeadlineIT {

    /**
     * An hour ago: one transfer was requested, and another one has left its source; whatever the
     * process should have sent was never sent, and it has gone past their events.
     */
    private static final String STANDING_STILL =
            """
            insert into events (position, category, stream_id, version, event_id, event_type, schema_version,
                                payload, metadata, recorded_at)
            select n, category, stream_id, version, gen_random_uuid(), event_type, 1, payload::jsonb,
                   '{"commandId": "c", "correlationId": "r"}', clock_timestamp() - interval '1 hour'
            from (values
                (1, 'account', 'acc-1', 1, 'AccountCreated', '{"ownerId": "o", "currency": "USD"}'),
                (2, 'account', 'acc-2', 1, 'AccountCreated', '{"ownerId": "o", "currency": "USD"}'),
                (3, 'account', 'acc-1', 2, 'MoneyDeposited', '{"money": {"amount": 100, "currency": "USD"}, "transactionId": "t"}'),
                (4, 'transfer', 'tr-1', 1, 'TransferRequested', '{"order": %1$s}'),
                (5, 'transfer', 'tr-2', 1, 'TransferRequested', '{"order": %1$s}'),
                (6, 'account', 'acc-1', 3, 'TransferSent',
                 '{"money": {"amount": 30, "currency": "USD"}, "transferId": "tr-2", "counterparty": "acc-2"}'),
                (7, 'transfer', 'tr-2', 2, 'TransferDebited', '{"order": %1$s}'))
                as e(n, category, stream_id, version, event_type, payload);
            insert into subscriptions (name, version, position) values ('transfers', 1, 7)
            """
                    .formatted(
                            """
                            {"source": "acc-1", "destination": "acc-2", "money": {"amount": 30, "currency": "USD"}}\
                            """);

    private final TestDatabase database = TestDatabase.migrated();

    @Test
    void what_stands_still_is_reminded_and_completes_once() throws IOException {
        database.execute(STANDING_STILL);
        try (Service service = Service.start(database.settings())) {
            Wait.until(
                    "both have ended",
                    () ->
                            database.number(
                                            "select count(*) from transfer_summary where status = 'COMPLETED'")
                                    == 2);
            assertEquals(
                    List.of(
                            "tr-1|TransferRequested",
                            "tr-1|TransferReminded",
                            "tr-1|TransferDebited",
                            "tr-1|TransferCompleted",
                            "tr-2|TransferRequested",
                            "tr-2|TransferDebited",
                            "tr-2|TransferReminded",
                            "tr-2|TransferCompleted"),
                    database.rows(
                            "select stream_id, event_type from events where category = 'transfer' order by 1, version"));
            String report = service.get("/api/admin/integrity").body();
            assertTrue(report.contains("\"sound\":true"), report);
            assertTrue(report.contains("\"underWay\":0,\"completed\":2"), report);
            Scrape metrics = Scrape.of(service);
            assertEquals(
                    2, metrics.sum("daybook_process_deadlines_total", "process=\"transfers\""));
        }
    }
}
