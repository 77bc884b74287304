package dev.daybook.support;

/** A log of deposits, written by the database itself: what would take the service too long. */
public final class LongLog {

    private LongLog() {}

    /**
     * Fills an empty log: so many accounts, {@code long-0} and on, are opened; then each in turn
     * gets 1.
     */
    public static void fill(TestDatabase database, int accounts, int events) {
        database.execute(
                """
                insert into events (position, category, stream_id, version, event_id, event_type, schema_version,
                                    payload, metadata, recorded_at)
                select n, 'account', 'long-' || (n - 1) %% %1$d, (n - 1) / %1$d + 1, gen_random_uuid(),
                       case when n <= %1$d then 'AccountCreated' else 'MoneyDeposited' end, 1,
                       case when n <= %1$d then '{"ownerId": "owner", "currency": "USD"}'::jsonb
                            else jsonb_build_object('money', '{"amount": 1, "currency": "USD"}'::jsonb,
                                                    'transactionId', 'long-' || n) end,
                       '{"commandId": "c", "correlationId": "r"}',
                       clock_timestamp() - interval '1 day' + n * interval '1 millisecond'
                from generate_series(1, %2$d) as n order by n
                """
                        .formatted(accounts, events));
    }

    /** The accounts' rows as another version of their projection might have made them. */
    public static void project(TestDatabase database, int version, String owner) {
        database.execute(
                """
                insert into account_summary
                select stream_id, '%1$s', 'USD', 'ACTIVE', max(e.version) - 1, max(e.version),
                       min(recorded_at), max(recorded_at)
                from events e group by stream_id;
                insert into subscriptions (name, version, position)
                select 'account_summary', %2$d, max(position) from events
                """
                        .formatted(owner, version));
    }
}
