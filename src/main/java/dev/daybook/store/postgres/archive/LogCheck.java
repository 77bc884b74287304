package dev.daybook.store.postgres.archive;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/** What must hold of every log; each check is one statement that reads the log through. */
enum LogCheck {
    POSITIONS(
            """
            select position as number, format('position %s stands where %s belongs', position, number) as what
            from (select position, row_number() over (order by position) as number from events) e
            where position <> number
            order by position
            limit ?
            """),

    /** Along its versions a stream's positions rise. */
    VERSIONS(
            """
            select position as number,
                   format('version %s of %s/%s stands at position %s, where version %s belongs',
                          version, category, stream_id, position, number) as what
            from (select position, category, stream_id, version,
                         row_number() over (partition by stream_id, category order by position) as number
                  from events) e
            where version <> number
            order by position
            limit ?
            """),

    TIMES(
            """
            select position as number,
                   format('position %s was recorded at %s, before position %s', position, recorded_at, position - 1)
                       as what
            from (select position, recorded_at, lag(recorded_at) over (order by position) as earlier from events) e
            where recorded_at < earlier
            order by position
            limit ?
            """),

    EVENT_IDS(
            """
            with twice as materialized (
                select event_id, min(position) as first from events group by event_id having count(*) > 1)
            select e.position as number,
                   format('event %s stands at position %s and at position %s', e.event_id, t.first, e.position) as what
            from twice t
            join events e on e.event_id = t.event_id and e.position > t.first
            order by e.position
            limit ?
            """),

    /** What a command was answered belongs to an event that is there. */
    OUTCOMES(
            """
            select number, format('the outcome of command %s of %s belongs to version %s of %s/%s at position %s, which is not there',
                          command_id, to_json(caller), version, category, stream_id, position) as what
            from (select o.*, row_number() over (order by command_id, caller) as number from command_outcomes o) o
            where o.version > 0 and not exists (
                select from events e
                where e.stream_id = o.stream_id collate "C" and e.category = o.category collate "C"
                  and e.version = o.version
                  and (o.position = e.position or o.position = 0))
            order by number
            limit ?
            """);

    /**
     * Something that is not as it must be.
     *
     * @param number of the event in the log, or of the outcome in the order of commands' ids
     * @param what in words
     */
    record Fault(long number, String what) {}

    private final String sql;

    LogCheck(String sql) {
        this.sql = sql;
    }

    /** The first faults. */
    List<Fault> faults(Connection connection, int most) throws SQLException {
        try (PreparedStatement statement = connection.prepareStatement(sql)) {
            statement.setInt(1, most);
            List<Fault> faults = new ArrayList<>();
            try (ResultSet rows = statement.executeQuery()) {
                while (rows.next()) {
                    faults.add(new Fault(rows.getLong("number"), rows.getString("what")));
                }
            }
            return faults;
        }
    }
}
