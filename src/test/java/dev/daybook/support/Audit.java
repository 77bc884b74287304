package dev.daybook.support;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;

/** Compares what stands in a database with itself: the log, and the read tables with the log. */
public final class Audit {

    private static final String HOLES_IN_POSITIONS =
            """
            select count(*) from (
                select position, row_number() over (order by position) as number from events) e
            where position <> number
            """;

    private static final String HOLES_IN_VERSIONS =
            """
            select category, stream_id, version from (
                select category, stream_id, version,
                       row_number() over (partition by category, stream_id order by version) as number
                from events) e
            where version <> number
            limit 10
            """;

    private static final String WRONG_SUMMARIES =
            """
            select account_id, s.version, e.version, s.balance, e.balance
            from account_summary s
            full join (
                select stream_id as account_id, max(version) as version,
                       sum(case when event_type in ('MoneyDeposited', 'TransferReceived', 'TransferReturned') then 1
                                when event_type in ('MoneyWithdrawn', 'TransferSent') then -1 else 0 end
                           * coalesce((payload->'money'->>'amount')::bigint, 0)) as balance
                from events where category = 'account' group by stream_id) e using (account_id)
            where (s.version, s.balance) is distinct from (e.version, e.balance)
            limit 10
            """;

    private static final String WRONG_STATEMENTS =
            """
            select account_id, stream_version, s.event_id, e.event_id
            from account_statement s
            full join (
                select stream_id as account_id, version as stream_version, event_id
                from events where category = 'account') e using (account_id, stream_version)
            where s.event_id is distinct from e.event_id
            limit 10
            """;

    private static final String TWICE =
            """
            select payload->>'transactionId', count(*) from events
            where payload->>'transactionId' is not null
            group by 1 having count(*) > 1
            limit 10
            """;

    private Audit() {}

    /** Positions and the versions of each stream are 1, 2, 3 ... without a hole. */
    public static void assertNoHoles(TestDatabase database) {
        assertEquals(0, database.number(HOLES_IN_POSITIONS), "positions that are out of line");
        assertEquals(List.of(), database.rows(HOLES_IN_VERSIONS), "versions out of line");
    }

    /** No transaction stands in the log more than once. */
    public static void assertNothingTwice(TestDatabase database) {
        assertEquals(List.of(), database.rows(TWICE), "transactions that stand there twice");
    }

    /** Waits for the projections, then compares every row with the log. */
    public static void assertProjectionsEqualTheLog(TestDatabase database) {
        Wait.until("the projections catch up", () -> caughtUp(database));
        assertEquals(List.of(), database.rows(WRONG_SUMMARIES), "summaries unlike their events");
        assertEquals(List.of(), database.rows(WRONG_STATEMENTS), "statements unlike the events");
    }

    private static boolean caughtUp(TestDatabase database) {
        return database.number(
                        """
                        select count(*) from subscriptions
                        where position <> (select coalesce(max(position), 0) from events)
                        """)
                == 0;
    }
}
