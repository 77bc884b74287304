package dev.daybook.engine.ownership;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.daybook.support.TestDatabase;
import dev.daybook.support.TestDatabase.Held;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Each subscription has one owner, and the living instances share them evenly. */
class OwnershipLeasesTest {

    private static final String FIVE = "'{a,b,c,d,e}', '{1,1,1,1,1}'";

    private final TestDatabase database = TestDatabase.migrated();

    @Test
    void a_lone_instance_owns_all() {
        claim(1, FIVE);
        assertEquals(List.of("a|1", "b|1", "c|1", "d|1", "e|1"), owners());
    }

    @Test
    void three_instances_own_two_two_and_one_whatever_order_they_come_in() {
        rounds(3, 3, 1, 2);
        assertEquals(List.of("1|2", "2|2", "3|1"), shares());
    }

    @Test
    void who_has_enough_keeps_what_it_has() {
        rounds(3, 1, 2);
        List<String> before = owners();
        rounds(3, 1, 2);
        assertEquals(before, owners());
    }

    @Test
    void what_an_instance_leaves_or_loses_goes_to_the_others() {
        rounds(3, 1, 2, 3);
        expire(3);
        rounds(2, 1, 2);
        assertEquals(List.of("1|3", "2|2"), shares());

        database.execute("delete from instances where instance = '%s'".formatted(id(2)));
        claim(1, FIVE);
        assertEquals(List.of("1|5"), shares());
    }

    @Test
    void who_died_before_the_clock_was_set_back_is_not_waited_for() {
        claim(1, FIVE);
        database.execute("update instances set alive_until = alive_until + interval '1 hour'");
        claim(2, FIVE);
        assertEquals(List.of("2|5"), shares());
    }

    @Test
    void every_change_of_the_owner_is_another_epoch() {
        rounds(2, 1, 2);
        List<String> before = database.rows("select epoch from subscriptions order by name");
        expire(1);
        claim(2, FIVE);
        List<String> after = database.rows("select epoch from subscriptions order by name");
        assertEquals(
                database.number("select count(*) from subscriptions"),
                database.number("select count(distinct epoch) from subscriptions"));
        long changed =
                IntStream.range(0, 5).filter(n -> !before.get(n).equals(after.get(n))).count();
        assertEquals(3, changed);
    }

    @Test
    void a_row_that_a_batch_has_locked_is_left_to_its_owner_until_the_next_time() {
        claim(1, FIVE);
        expire(1);
        try (Held _ = database.hold("select from subscriptions where name = 'c' for update")) {
            claim(2, FIVE);
            assertEquals(List.of("a|2", "b|2", "c|1", "d|2", "e|2"), owners());
        }
        claim(2, FIVE);
        assertEquals(List.of("2|5"), shares());
    }

    @Test
    void batches_of_what_an_instance_keeps_do_not_wait_for_its_claim() {
        claim(1, FIVE);
        String again =
                "select name from claim_subscriptions('%s', 'test', %s, '1 hour')"
                        .formatted(id(1), FIVE);
        try (Held _ = database.hold(again)) {
            database.execute("set lock_timeout = '1s'; update subscriptions set position = 1");
        }
        assertEquals(5, database.number("select sum(position) from subscriptions"));
    }

    @Test
    void what_held_up_a_swap_is_no_failure_of_what_is_live_then() {
        database.execute(
                """
                insert into subscriptions (name, version, position, live, failure)
                values ('account_summary', 1, 0, true, null), ('account_summary', 2, 0, false, 'lock timeout');
                select create_beside('account_summary', '__rebuild');
                """);
        assertEquals(List.of("t"), database.rows("select swap_rebuilt('account_summary')"));
        assertEquals(
                List.of("2|t|null"),
                database.rows("select version, live, failure from subscriptions"));
    }

    @Test
    void the_first_instance_with_a_raised_version_has_it_rebuilt_beside_the_live_one() {
        claim(1, "'{a,b}', '{1,1}'");
        claim(2, "'{a,b}', '{2,1}'");
        assertEquals(List.of("a|1|t|1", "a|2|f|2", "b|1|t|1"), rows());

        // a newer one still begins anew; an older one changes nothing
        database.execute("update subscriptions set position = 7 where not live");
        claim(3, "'{a,b}', '{3,1}'");
        claim(2, "'{a,b}', '{2,1}'");
        claim(1, "'{a,b}', '{1,1}'");
        assertEquals(List.of("a|1|t|1", "a|3|f|3", "b|1|t|1"), rows());
        assertEquals(0, database.number("select position from subscriptions where not live"));
    }

    @Test
    void what_a_newer_version_made_is_nobodys_where_only_older_ones_live() {
        claim(1, "'{a,b}', '{2,1}'");
        expire(1);
        claim(2, "'{a,b}', '{1,1}'");
        assertEquals(List.of("a|2|t|1", "b|1|t|2"), rows());
        assertEquals(
                0,
                database.number(
                        """
                        select count(*) from subscriptions s join instances i on i.instance = s.owner
                        where s.name = 'a'
                        """));
    }

    private void rounds(int count, int... instances) {
        for (int round = 0; round < count; round++) {
            IntStream.of(instances).forEach(instance -> claim(instance, FIVE));
        }
    }

    private void claim(int instance, String offers) {
        database.rows(
                "select name from claim_subscriptions('%s', 'test', %s, '1 hour')"
                        .formatted(id(instance), offers));
    }

    /** It has not said for an hour that it is alive. */
    private void expire(int instance) {
        database.execute(
                "update instances set alive_until = clock_timestamp() - interval '1 second' where instance = '%s'"
                        .formatted(id(instance)));
    }

    private static UUID id(int instance) {
        return new UUID(0, instance);
    }

    private List<String> owners() {
        return database.rows("select name, right(owner::text, 1) from subscriptions order by 1");
    }

    private List<String> shares() {
        return database.rows(
                "select right(owner::text, 1), count(*) from subscriptions group by 1 order by 1");
    }

    private List<String> rows() {
        return database.rows(
                "select name, version, live, right(owner::text, 1) from subscriptions order by 1, 2");
    }
}
