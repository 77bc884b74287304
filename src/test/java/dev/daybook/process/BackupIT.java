package dev.daybook.process;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.daybook.support.Audit;
import dev.daybook.support.CommandRun;
import dev.daybook.support.Service;
import dev.daybook.support.SystemPostgres;
import dev.daybook.support.TestDatabase;
import dev.daybook.support.Wait;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The guide's three ways to back up and restore, by its own commands: while deposits come in, and
 * into another server, with which the service goes on.
 */
class BackupIT {

    private static final Path GUIDE = Path.of("src/docs/backup.md");
    private static final Pattern BLOCK =
            Pattern.compile(
                    "^```(?:sh|properties)\\n(.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL);
    private static final int CLIENTS = 8;

    @TempDir Path folder;
    private Path backup;

    @BeforeEach
    void makeFolders() throws IOException {
        backup = Files.createDirectory(folder.resolve("backup"));
        Files.createDirectory(backup.resolve("wal"));
    }

    @Test
    void a_dump_brings_back_what_was_there_when_it_began() throws IOException {
        Set<String> before = backUp("A dump");
        try (SystemPostgres other = SystemPostgres.start(folder.resolve("second"), "")) {
            other.run(block("A dump", 1));
            assertGoesOnWith(before, other.database());
        }
    }

    @Test
    void a_copy_brings_back_what_was_there_when_it_ended() throws IOException {
        Set<String> before = backUp("A copy of the server");
        try (SystemPostgres other = restored(Service.freePort())) {
            other.run(block("A copy of the server", 1));
            assertGoesOnWith(before, other.database());
        }
    }

    @Test
    void a_copy_and_the_archive_bring_back_the_moment_before_an_event() throws IOException {
        Set<String> before;
        long end;
        String script = block("Any moment", 1);
        SystemPostgres server = start("first", block("Any moment", 0));
        try (Service service = Service.start(server.database().settings());
                DepositLoad load = DepositLoad.start(service, CLIENTS)) {
            load.awaitAcknowledged(100);
            server.run(block("A copy of the server", 0));
            load.awaitAcknowledged(100);
            before = load.acknowledged();
            long unwanted = server.database().number("select max(position) from events") + 1;
            load.awaitAcknowledged(100);
            finish(load);
            String moment = recordedAt(unwanted, server.database());
            end =
                    server.database()
                            .number(
                                    "select max(position) from events where recorded_at < '%s'"
                                            .formatted(moment));
            archiveAll(server);
            server.close();
            try (SystemPostgres other = restored(server.port())) {
                other.run(script.replaceFirst("(?<=recovery_target_time = ')[^']+", moment));
                assertEquals(end, other.database().number("select max(position) from events"));
                assertEquals(1, service.exitCode(), service::log);
                assertTrue(service.log().contains("has lost the end of the log"), service::log);
                assertGoesOnWith(before, other.database());
            }
        } finally {
            server.close();
        }
    }

    /** Under load; gives the deposits that were acknowledged before it began. */
    private Set<String> backUp(String section) throws IOException {
        try (SystemPostgres server = start("first", "");
                Service service = Service.start(server.database().settings());
                DepositLoad load = DepositLoad.start(service, CLIENTS)) {
            load.awaitAcknowledged(200);
            Set<String> before = load.acknowledged();
            server.run(block(section, 0));
            load.awaitAcknowledged(100);
            finish(load);
            return before;
        }
    }

    /** With the service's database. */
    private SystemPostgres start(String name, String configuration) {
        SystemPostgres server = SystemPostgres.start(folder.resolve(name), configuration);
        server.createDatabase();
        return server;
    }

    private SystemPostgres restored(int port) {
        return SystemPostgres.notStarted(folder.resolve("restored"), port);
    }

    /** A code block of one of the guide's sections, in the folders of this test. */
    private String block(String section, int number) throws IOException {
        String guide = Files.readString(GUIDE);
        String begin = "\n## " + section + "\n";
        String rest = guide.substring(guide.indexOf(begin) + begin.length());
        List<String> blocks =
                BLOCK.matcher(rest.split("\n## ", 2)[0])
                        .results()
                        .map(MatchResult::group)
                        .map(block -> block.replaceAll("```\\w*", ""))
                        .toList();
        return blocks.get(number)
                .replace("/backup/", backup + "/")
                .replace("/restored", folder.resolve("restored").toString());
    }

    private static void finish(DepositLoad load) {
        load.finish();
        load.assertAnswersWereRight();
        System.out.println("BackupIT: " + load);
    }

    private static String recordedAt(long position, TestDatabase database) {
        return database.rows("select recorded_at from events where position = " + position)
                .getFirst();
    }

    private static void archiveAll(SystemPostgres server) {
        String last = server.database().rows("select pg_walfile_name(pg_switch_wal())").getFirst();
        Wait.until(
                last + " is in the archive",
                () ->
                        server.database()
                                        .number(
                                                "select count(*) from pg_stat_archiver where last_archived_wal >= '%s'"
                                                        .formatted(last))
                                == 1);
    }

    private static void assertGoesOnWith(Set<String> deposits, TestDatabase database)
            throws IOException {
        DepositLoad.assertAreIn(deposits, database);
        Audit.assertNothingTwice(database);
        assertVerified(database);
        try (Service service = Service.start(database.settings());
                DepositLoad load = DepositLoad.goOn(service, CLIENTS)) {
            load.awaitAcknowledged(100);
            finish(load);
            load.assertEveryAcknowledgedDepositIsIn(database);
            Audit.assertNoHoles(database);
            Audit.assertProjectionsEqualTheLog(database);
        }
        assertVerified(database);
    }

    private static void assertVerified(TestDatabase database) {
        CommandRun.Result verified = CommandRun.run(database.settings(), "verify");
        assertEquals(0, verified.exitCode(), () -> verified.out() + verified.err());
    }
}
