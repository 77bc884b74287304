package dev.daybook.accounts;

import static dev.daybook.accounts.Account.ACCOUNT;

import dev.daybook.accounts.Account.Command;
import dev.daybook.accounts.Account.Command.*;
import dev.daybook.accounts.AccountStatements.AccountEntry;
import dev.daybook.accounts.AccountSummaries.AccountSummary;
import dev.daybook.engine.Commands;
import dev.daybook.engine.Engine;
import dev.daybook.kernel.Aggregate.EventType;
import dev.daybook.store.postgres.ReadModel;
import dev.daybook.store.postgres.ReadModel.Read;
import dev.daybook.web.Body;
import dev.daybook.web.Parameters;
import dev.daybook.web.Reads;
import dev.daybook.web.Reads.Page;
import dev.daybook.web.Request;
import dev.daybook.web.Writes;
import io.smallrye.mutiny.Uni;
import io.vertx.mutiny.sqlclient.Tuple;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Response;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Currency;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Accounts over HTTP. */
@Path("/api/accounts")
public final class AccountResource {

    private static final String BY_OWNER =
            """
            select account_id, owner_id, currency, status, balance, version, created_at, updated_at
            from account_summary
            where owner_id = $1 and account_id > $2
            order by account_id
            limit $3
            """;

    /** Newest first: a page that starts at a version stays the same, whatever is added. */
    private static final String HISTORY =
            """
            select account_id, stream_version, event_id, event_type, amount, currency, transaction_id, reason,
                   occurred_at
            from account_statement
            where account_id = $1 and stream_version < $2
              and ($3::timestamptz is null or occurred_at >= $3)
              and ($4::timestamptz is null or occurred_at < $4)
              and ($5::text is null or event_type = $5)
            order by stream_version desc
            limit $6 offset $7
            """;

    record Balance(String accountId, long balance, Currency currency, long version) {}

    record History(String accountId, List<AccountEntry> entries, @Nullable String nextCursor) {}

    private record OwnerQuery(String ownerId, Optional<String> after, int limit) {

        static OwnerQuery of(Parameters query) {
            String ownerId = query.id("ownerId");
            return new OwnerQuery(ownerId, query.cursor(List.of(ownerId)), query.limit());
        }
    }

    private record HistoryQuery(
            Optional<Instant> from,
            Optional<Instant> to,
            Optional<String> type,
            Optional<String> before,
            int limit,
            int offset) {

        static HistoryQuery of(Parameters query, String id) {
            Optional<Instant> from = query.instant("from");
            Optional<Instant> to = query.instant("to");
            Optional<String> type = query.oneOf("type", EVENT_TYPES);
            return new HistoryQuery(
                    from,
                    to,
                    type,
                    query.cursor(filters(id, from, to, type)),
                    query.limit(),
                    query.offset());
        }

        List<String> filters(String id) {
            return filters(id, from, to, type);
        }

        private static List<String> filters(Object... filters) {
            return Arrays.stream(filters).map(Object::toString).toList();
        }
    }

    private static final Set<String> EVENT_TYPES =
            ACCOUNT.eventTypes().map(EventType::name).collect(Collectors.toUnmodifiableSet());

    private final Writes<Command> writes;
    private final ReadModel<AccountSummary> summaries;
    private final ReadModel<AccountEntry> statements;

    AccountResource(Commands commands, Engine engine) {
        writes = new Writes<>(commands, ACCOUNT, "accountId", "/api/accounts");
        summaries = engine.readModel(new AccountSummaries());
        statements = engine.readModel(new AccountStatements());
    }

    private record NewAccount(String accountId, Open command) {}

    @POST
    public Uni<Response> open(@BeanParam Request request, Body body) {
        NewAccount account =
                body.as(
                        in ->
                                new NewAccount(
                                        in.idOrNew("accountId"),
                                        new Open(in.id("ownerId"), in.currency("currency"))));
        return writes.create(request, account.accountId(), account.command());
    }

    @POST
    @Path("{id}/deposits")
    public Uni<Response> deposit(@BeanParam Request request, Body body) {
        return writes.execute(
                request, body.as(in -> new Deposit(in.money(), in.id("transactionId"))));
    }

    @POST
    @Path("{id}/withdrawals")
    public Uni<Response> withdraw(@BeanParam Request request, Body body) {
        return writes.execute(
                request, body.as(in -> new Withdraw(in.money(), in.id("transactionId"))));
    }

    @POST
    @Path("{id}/freeze")
    public Uni<Response> freeze(@BeanParam Request request, Body body) {
        return writes.execute(request, body.as(in -> new Freeze(in.text("reason"))));
    }

    @POST
    @Path("{id}/unfreeze")
    public Uni<Response> unfreeze(@BeanParam Request request, Body body) {
        return writes.execute(request, body.as(in -> new Unfreeze(in.text("reason"))));
    }

    @POST
    @Path("{id}/close")
    public Uni<Response> close(@BeanParam Request request, Body body) {
        return writes.execute(request, body.as(in -> new Close(in.text("reason"))));
    }

    @GET
    @Path("{id}")
    public Uni<Response> details(@BeanParam Request request) {
        return summary(request)
                .map(read -> Reads.one(request, read, read.value().version(), read.value()));
    }

    @GET
    @Path("{id}/balance")
    public Uni<Response> balance(@BeanParam Request request) {
        return summary(request)
                .map(
                        read -> {
                            AccountSummary row = read.value();
                            Balance balance =
                                    new Balance(
                                            row.accountId(),
                                            row.balance(),
                                            row.currency(),
                                            row.version());
                            return Reads.one(request, read, row.version(), balance);
                        });
    }

    @GET
    public Uni<Response> byOwner(@BeanParam Request request) {
        OwnerQuery query = request.parameters().as(OwnerQuery::of);
        Tuple parameters = Tuple.of(query.ownerId(), query.after().orElse(""), query.limit() + 1);
        return summaries
                .query(BY_OWNER, parameters)
                .map(
                        read -> {
                            Page<AccountSummary> page =
                                    Page.of(
                                            read.value(),
                                            query.limit(),
                                            List.of(query.ownerId()),
                                            AccountSummary::accountId);
                            return Reads.page(request, read, page, page.nextCursor());
                        });
    }

    @GET
    @Path("{id}/history")
    public Uni<Response> history(@BeanParam Request request) {
        String id = request.id();
        HistoryQuery query = request.parameters().as(in -> HistoryQuery.of(in, id));
        return statements
                .query(HISTORY, parameters(id, query))
                .chain(
                        read ->
                                read.value().isEmpty()
                                        ? summary(request).map(_ -> history(request, read, query))
                                        : Uni.createFrom().item(history(request, read, query)));
    }

    private static Tuple parameters(String id, HistoryQuery query) {
        return Tuple.tuple()
                .addString(id)
                .addLong(query.before().map(Long::parseLong).orElse(Long.MAX_VALUE))
                .addOffsetDateTime(query.from().map(at -> at.atOffset(ZoneOffset.UTC)).orElse(null))
                .addOffsetDateTime(query.to().map(at -> at.atOffset(ZoneOffset.UTC)).orElse(null))
                .addString(query.type().orElse(null))
                .addInteger(query.limit() + 1)
                .addInteger(query.offset());
    }

    private static Response history(
            Request request, Read<List<AccountEntry>> read, HistoryQuery query) {
        Page<AccountEntry> page =
                Page.of(
                        read.value(),
                        query.limit(),
                        query.filters(request.id()),
                        entry -> String.valueOf(entry.streamVersion()));
        History history = new History(request.id(), page.items(), page.nextCursor());
        return Reads.page(request, read, history, page.nextCursor());
    }

    /** The account in the path; no query parameters but the history's are known. */
    private Uni<Read<AccountSummary>> summary(Request request) {
        return summaries
                .find(request.id())
                .map(
                        read ->
                                new Read<>(
                                        Reads.orNotFound(
                                                read.value(),
                                                "no-such-account",
                                                "There is no such account."),
                                        read.position()));
    }
}
