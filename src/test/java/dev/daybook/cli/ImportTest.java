package dev.daybook.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.daybook.support.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What an import takes, it takes exactly, and only into an empty log. */
class ImportTest {

    /** Two streams, one of which has two events, and the outcomes of three commands. */
    static final String GOOD =
            """
            {"position":1,"category":"account","streamId":"a","version":1,"eventId":"00000000-0000-7000-8000-000000000001","eventType":"AccountCreated","schemaVersion":1,"payload":{"ownerId": "o", "currency": "USD"},"metadata":{},"recordedAt":"2026-01-01T00:00:00.000001Z"}
            {"position":2,"category":"account","streamId":"b","version":1,"eventId":"00000000-0000-7000-8000-000000000002","eventType":"AccountCreated","schemaVersion":1,"payload":{"ownerId": "o", "currency": "JPY"},"metadata":{},"recordedAt":"2026-01-01T00:00:00.000001Z"}
            {"position":3,"category":"account","streamId":"a","version":2,"eventId":"00000000-0000-7000-8000-000000000003","eventType":"MoneyDeposited","schemaVersion":1,"payload":{"money": {"amount": 9223372036854775807, "currency": "USD"}},"metadata":{"userId": "u"},"recordedAt":"2026-01-01T00:00:01.000000Z"}
            {"outcome":{"caller":"u","commandId":"k1","fingerprint":"f","category":"account","streamId":"a","version":1,"position":1,"recordedAt":"2026-01-01T00:00:00.000001Z"}}
            {"outcome":{"caller":"v","commandId":"k1","fingerprint":"f","category":"account","streamId":"a","version":2,"position":3,"recordedAt":"2026-01-01T00:00:01.000000Z"}}
            {"outcome":{"caller":"u","commandId":"k2","fingerprint":"f","category":"account","streamId":"b","version":1,"position":0,"rejection":{"code": "frozen"},"recordedAt":"2026-01-01T00:00:02.000000Z"}}
            {"end":{"events":3,"outcomes":3}}
            """;

    static final String STORED =
            "select (select count(*) from events) + (select count(*) from command_outcomes)";

    private static final String EVENT_ROW =
            """
            {"position":1,"category":"account","stream_id":"a","version":1,"schema_version":1,"event_type":"t",
             "event_id":"00000000-0000-7000-8000-000000000001","payload":{},"metadata":{},"recorded_at":"2026-01-01"}\
            """;

    @TempDir Path folder;
    private final TestDatabase database = TestDatabase.migrated();

    @Test
    void a_good_file_goes_in_and_comes_out_again_byte_for_byte() throws Exception {
        load(Files.writeString(folder.resolve("import"), GOOD));
        assertEquals(6, database.number(STORED));
        assertEquals(
                List.of("2026-01-01 00:00:00.000001|00000000-0000-7000-8000-000000000002"),
                database.rows(
                        "select recorded_at at time zone 'UTC', event_id from events where position"
                                + " = 2"));
        assertEquals(GOOD, dump());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "insert into events select * from jsonb_populate_record(null::events, '%s')",
                "insert into command_outcomes values ('u', 'k', 'f', 'account', 'a', 1, 0, '{}',"
                        + " now())",
                "insert into snapshots values ('account', 'a', 1, 1, 1, '{}')",
                "insert into row_snapshots values ('a', 'account_summary', 1, 500, 600, '{}')",
                "insert into subscriptions (name, version, position) values ('account_summary', 1,"
                        + " 7)"
            })
    void only_a_log_without_any_trace_of_another_takes_an_import(String trace) throws Exception {
        database.execute(trace.formatted(EVENT_ROW));
        long before = database.number(STORED);
        String said = refusal(GOOD);
        assertTrue(said.startsWith("Only an empty log takes an import"), said);
        assertEquals(before, database.number(STORED));
    }

    @Test
    void whatever_a_log_holds_comes_out_of_its_copy_byte_for_byte() throws Exception {
        long seed = System.nanoTime();
        System.out.println("ImportTest: seed " + seed);
        RandomLog log = new RandomLog(new Random(seed));
        for (int number = 0; number < 500; number++) {
            log.append(database);
        }
        String exported = dump();
        TestDatabase copy = TestDatabase.migrated();
        new Import(copy.source())
                .run(Optional.of(Files.writeString(folder.resolve("copy"), exported).toString()));
        assertEquals(exported, dump(copy));
        for (String table : List.of("events", "command_outcomes")) {
            String sum = "select md5(string_agg(t::text, ',' order by t::text)) from %s t";
            assertEquals(
                    database.rows(sum.formatted(table)), copy.rows(sum.formatted(table)), table);
        }
    }

    @Test
    void files_that_are_not_there_or_are_there_already_are_named() throws Exception {
        Path file = folder.resolve("log");
        assertEquals(
                "There is no file " + file + ".",
                assertThrows(CommandFailed.class, () -> load(file)).getMessage());
        Files.writeString(file, "precious");
        Export export = new Export(database.source());
        assertEquals(
                "The file " + file + " exists already.",
                assertThrows(CommandFailed.class, () -> export.run(Optional.of(file.toString())))
                        .getMessage());
        assertEquals("precious", Files.readString(file));
    }

    private String refusal(String content) throws IOException {
        Path file = Files.writeString(folder.resolve("import"), content);
        return assertThrows(CommandFailed.class, () -> load(file)).getMessage();
    }

    private void load(Path file) throws CommandFailed, IOException, SQLException {
        new Import(database.source()).run(Optional.of(file.toString()));
    }

    private String dump() throws CommandFailed, IOException, SQLException {
        return dump(database);
    }

    private String dump(TestDatabase log) throws CommandFailed, IOException, SQLException {
        Path file = folder.resolve("export");
        Files.deleteIfExists(file);
        new Export(log.source()).run(Optional.of(file.toString()));
        return Files.readString(file);
    }
}
