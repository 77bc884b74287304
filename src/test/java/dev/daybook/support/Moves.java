package dev.daybook.support;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;

/**
 * Notes in the database which user of it moved which checkpoint and wrote to which read table; in a
 * {@link Cluster} each instance is a user of its own.
 */
public record Moves(TestDatabase database) {

    private static final String BY_OTHERS_THAN_THE_OWNER =
            """
            select m.who, m.name, m.epoch, m.came, b.who as owner
            from moves m left join births b on b.instance = m.owner
            where b.who is distinct from m.who
            """;

    private static final String EPOCHS_OF_SEVERAL_OWNERS =
            """
            select name, epoch from moves group by name, epoch having count(distinct owner) > 1
            """;

    private static final String OUT_OF_LINE =
            """
            select name, went, came, previous, epoch, previous_epoch from (
                select name, went, came, epoch, lag(came) over each_one as previous,
                       lag(epoch) over each_one as previous_epoch
                from moves window each_one as (partition by name order by number)) m
            where went <> coalesce(previous, went) or epoch < coalesce(previous_epoch, epoch)
            """;

    private static final String ROWS_WITHOUT_A_MOVE =
            """
            select w.who, w.name from row_writes w
            where not exists (select from moves m where m.xid = w.xid and m.name = w.name)
            """;

    /** From now on; the schema has to be there, and nothing may be rebuilt meanwhile. */
    public static Moves notedIn(TestDatabase database) {
        database.execute(
                """
                create table births (instance uuid primary key, who text default session_user);
                create table moves (number bigint generated always as identity, who text default session_user,
                    xid xid8 default pg_current_xact_id(), name text, owner uuid, epoch bigint,
                    went bigint, came bigint, at timestamptz default clock_timestamp());
                create table row_writes (who text default session_user, xid xid8 default pg_current_xact_id(),
                    name text);

                create function note_birth() returns trigger language plpgsql as $$
                begin
                    insert into births (instance) values (new.instance) on conflict do nothing;
                    return new;
                end $$;
                create function note_move() returns trigger language plpgsql as $$
                begin
                    insert into moves (name, owner, epoch, went, came)
                    values (new.name, new.owner, new.epoch, old.position, new.position);
                    return new;
                end $$;
                create function note_write() returns trigger language plpgsql as $$
                begin
                    insert into row_writes (name) values (tg_table_name);
                    return null;
                end $$;

                create trigger birth after insert on instances for each row execute function note_birth();
                create trigger move after update on subscriptions for each row
                    when (old.position <> new.position) execute function note_move();
                create trigger row_write after insert or update or delete on account_summary
                    for each statement execute function note_write();
                create trigger row_write after insert or update or delete on account_statement
                    for each statement execute function note_write();
                """);
        return new Moves(database);
    }

    /** How often this instance of a cluster moved a checkpoint. */
    public long by(int number) {
        return database.number("select count(*) from moves where who = 'instance_" + number + "'");
    }

    /** Every batch was its owner's, followed the one before, and no row was written without one. */
    public void assertOnlyOwnersWrote() {
        assertTrue(database.number("select count(*) from moves") > 0, "nothing was noted");
        assertEquals(List.of(), database.rows(BY_OTHERS_THAN_THE_OWNER), "by another one");
        assertEquals(List.of(), database.rows(EPOCHS_OF_SEVERAL_OWNERS), "an epoch of several");
        assertEquals(List.of(), database.rows(OUT_OF_LINE), "out of line");
        assertEquals(List.of(), database.rows(ROWS_WITHOUT_A_MOVE), "rows without a checkpoint");
    }
}
