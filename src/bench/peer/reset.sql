truncate account_summary, account_statement, subscriptions, parked_streams, skipped_events;
