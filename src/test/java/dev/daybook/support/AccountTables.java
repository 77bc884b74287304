package dev.daybook.support;

import dev.daybook.accounts.Account;
import dev.daybook.accounts.Account.Event;
import dev.daybook.accounts.AccountStatements;
import dev.daybook.accounts.AccountStatements.AccountEntry;
import dev.daybook.accounts.AccountSummaries;
import dev.daybook.accounts.AccountSummaries.AccountSummary;
import dev.daybook.engine.codec.Codec;
import dev.daybook.kernel.Recorded;
import dev.daybook.store.EventStore;
import dev.daybook.store.StoredEvent;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The rows of the accounts' read tables: as they stand in the database, and as a fold of the log in
 * memory gives them.
 */
public record AccountTables(List<String> summaries, List<String> statements) {

    private static final int PAGE = 10_000;
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss.SSSSSS").withZone(ZoneOffset.UTC);

    /** What a reader of the database sees. */
    public static AccountTables storedIn(TestDatabase database) {
        return new AccountTables(
                database.rows(
                        """
                        select account_id, owner_id, currency, status, balance, version,
                               to_char(created_at at time zone 'UTC', 'YYYY-MM-DD HH24:MI:SS.US'),
                               to_char(updated_at at time zone 'UTC', 'YYYY-MM-DD HH24:MI:SS.US')
                        from account_summary order by account_id collate "C"
                        """),
                database.rows(
                        """
                        select account_id, stream_version, event_id, event_type, amount, currency,
                               transaction_id, transfer_id, counterparty, reason,
                               to_char(occurred_at at time zone 'UTC', 'YYYY-MM-DD HH24:MI:SS.US')
                        from account_statement order by account_id collate "C", stream_version
                        """));
    }

    /** What a clean replay of the log gives. */
    public static AccountTables foldedFrom(EventStore store) {
        Codec codec = new Codec();
        Map<String, AccountSummary> rows = new TreeMap<>();
        Map<String, List<String>> entries = new TreeMap<>();
        for (var page = page(store, 0);
                !page.isEmpty();
                page = page(store, page.getLast().position())) {
            for (var stored : page) {
                if (!stored.stream().category().equals(Account.ACCOUNT.category())) {
                    continue;
                }
                Recorded<Event> event = codec.decode(Account.ACCOUNT, stored);
                String id = event.stream().id();
                rows.compute(
                        id,
                        (_, row) -> new AccountSummaries().fold(Optional.ofNullable(row), event));
                new AccountStatements()
                        .entries(event)
                        .forEach(
                                entry ->
                                        entries.computeIfAbsent(id, _ -> new ArrayList<>())
                                                .add(line(entry)));
            }
        }
        return new AccountTables(
                rows.values().stream().map(AccountTables::line).toList(),
                entries.values().stream().flatMap(List::stream).toList());
    }

    private static List<StoredEvent> page(EventStore store, long after) {
        return Wait.answerOf(store.read(after, PAGE));
    }

    private static String line(AccountSummary row) {
        return joined(
                row.accountId(),
                row.ownerId(),
                row.currency(),
                row.status(),
                row.balance(),
                row.version(),
                row.createdAt(),
                row.updatedAt());
    }

    private static String line(AccountEntry row) {
        return joined(
                row.accountId(),
                row.streamVersion(),
                row.eventId(),
                row.eventType(),
                row.amount(),
                row.currency(),
                row.transactionId(),
                row.transferId(),
                row.counterparty(),
                row.reason(),
                row.occurredAt());
    }

    private static String joined(@Nullable Object... values) {
        return Stream.of(values)
                .map(value -> value instanceof Instant time ? TIME.format(time) : "" + value)
                .collect(Collectors.joining("|"));
    }
}
