package dev.daybook.engine.admin;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.daybook.support.TestDatabase;
import dev.daybook.support.TestLog;
import dev.daybook.support.Wait;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Which version a rebuild that an operator asks for is made by. */
class AdministrationTest {

    private static final String NAME = "account_summary";

    private final TestLog log = TestLog.inPostgres();
    private final TestDatabase database = log.database();

    @AfterEach
    void close() {
        log.close();
    }

    @Test
    void an_older_instance_that_is_asked_leaves_the_rebuild_to_the_newest_version() {
        live(1, 1);
        live(2, 2);
        database.execute("delete from subscriptions where not live");
        database.execute("update subscriptions set version = 2");

        rebuildAskedOf(1);
        assertEquals(List.of("2|f", "2|t"), rows());
    }

    @Test
    void with_no_newer_instance_left_an_older_version_takes_over() {
        live(1, 2);
        database.execute("delete from instances");
        live(2, 1);

        rebuildAskedOf(1);
        assertEquals(List.of("1|f", "2|t"), rows());
    }

    @Test
    void a_rebuild_in_a_version_that_has_gone_begins_again_and_one_under_way_goes_on() {
        live(1, 1);
        live(2, 2);
        database.execute("update subscriptions set position = 7 where not live");
        rebuildAskedOf(1);
        assertEquals(List.of("2|f", "1|t"), rows());
        assertEquals(7, rebuiltUpTo());

        database.execute("delete from instances where instance = '%s'".formatted(id(2)));
        rebuildAskedOf(1);
        assertEquals(List.of("1|f", "1|t"), rows());
        assertEquals(0, rebuiltUpTo());
    }

    @Test
    void without_any_instance_it_is_made_by_the_one_that_is_asked() {
        live(1, 1);
        database.execute("delete from instances");
        rebuildAskedOf(1);
        assertEquals(List.of("1|f", "1|t"), rows());
    }

    private void rebuildAskedOf(int version) {
        Administration administration =
                new Administration(
                        log.newPool(),
                        TestLog.statements(),
                        log.store(),
                        Map.of(NAME, version),
                        Set.of(NAME),
                        Set.of(),
                        Map.of(),
                        () -> {});
        Wait.answerOf(administration.rebuild(NAME));
    }

    /** An instance that is alive and has this version. */
    private void live(int instance, int version) {
        database.rows(
                "select name from claim_subscriptions('%s', 'test', '{%s}', '{%d}', '1 hour')"
                        .formatted(id(instance), NAME, version));
    }

    private static UUID id(int instance) {
        return new UUID(0, instance);
    }

    private List<String> rows() {
        return database.rows("select version, live from subscriptions order by live");
    }

    private long rebuiltUpTo() {
        return database.number("select position from subscriptions where not live");
    }
}
