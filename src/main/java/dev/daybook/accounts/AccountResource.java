package dev.daybook.accounts;

import static dev.daybook.accounts.Account.ACCOUNT;
import static dev.daybook.accounts.Account.Refusal.NO_SUCH_ACCOUNT;

import dev.daybook.accounts.Account.Command;
import dev.daybook.accounts.Account.Command.*;
import dev.daybook.accounts.AccountStatements.AccountEntry;
import dev.daybook.accounts.AccountSummaries.AccountSummary;
import dev.daybook.engine.Engine;
import dev.daybook.engine.pipeline.Commands;
import dev.daybook.kernel.Aggregate.EventType;
import dev.daybook.web.access.RequiresScope;
import dev.daybook.web.answer.Page;
import dev.daybook.web.answer.Reads;
import dev.daybook.web.answer.Receipt;
import dev.daybook.web.answer.Writes;
import dev.daybook.web.request.Body;
import dev.daybook.web.request.Request;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.Currency;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;
import org.jspecify.annotations.Nullable;

/** Accounts over HTTP. */
@RegisterForReflection(ignoreNested = false)
@Tag(description = "Money in one currency that goes in and comes out.")
@RequiresScope(value = "accounts", narrowable = true)
@Path("/api/accounts")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
public final class AccountResource {

    private static final String BY_OWNER =
            """
            select account_id, owner_id, currency, status, balance, version, created_at, updated_at
            from account_summary
            where owner_id = $1 and account_id > coalesce($2::text, '')
            order by account_id
            limit $3
            """;

    /** Newest first: a page that begins behind a version stays the same, whatever is added. */
    private static final String HISTORY =
            """
            select account_id, stream_version, event_id, event_type, amount, currency, transaction_id, transfer_id,
                   counterparty, reason, occurred_at
            from account_statement
            where account_id = $1
              and ($2::timestamptz is null or occurred_at >= $2)
              and ($3::timestamptz is null or occurred_at < $3)
              and ($4::text is null or event_type = $4)
              and stream_version < coalesce($5::bigint, 9223372036854775807)
            order by stream_version desc
            limit $6 offset $7
            """;

    private static final Set<String> EVENT_TYPES =
            ACCOUNT.eventTypes().map(EventType::name).collect(Collectors.toUnmodifiableSet());

    record Balance(String accountId, long balance, Currency currency, long version) {

        static Balance of(AccountSummary account) {
            return new Balance(
                    account.accountId(), account.balance(), account.currency(), account.version());
        }
    }

    record History(String accountId, List<AccountEntry> entries, @Nullable String nextCursor) {}

    private final Writes<Command> writes;
    private final Reads<AccountSummary> summaries;
    private final Reads<AccountEntry> statements;

    AccountResource(Commands commands, Engine engine) {
        writes = new Writes<>(commands, ACCOUNT, "accountId", "/api/accounts");
        summaries = new Reads<>(engine.readModel(new AccountSummaries()), AccountSummary::ownerId);
        statements = new Reads<>(engine.readModel(new AccountStatements()));
    }

    @POST
    public Uni<RestResponse<Receipt>> openAccount(@BeanParam Request request, Body body) {
        return request.answer(
                body,
                writes.create(in -> new Open(in.id("ownerId"), in.activeCurrency("currency"))));
    }

    @POST
    @Path("{id}/deposits")
    public Uni<RestResponse<Receipt>> deposit(@BeanParam Request request, Body body) {
        return request.answer(
                body, writes.execute(in -> new Deposit(in.money(), in.id("transactionId"))));
    }

    @POST
    @Path("{id}/withdrawals")
    public Uni<RestResponse<Receipt>> withdraw(@BeanParam Request request, Body body) {
        return request.answer(
                body, writes.execute(in -> new Withdraw(in.money(), in.id("transactionId"))));
    }

    @POST
    @RequiresScope("accounts:control")
    @Path("{id}/freeze")
    public Uni<RestResponse<Receipt>> freezeAccount(@BeanParam Request request, Body body) {
        return request.answer(body, writes.execute(in -> new Freeze(in.text("reason"))));
    }

    @POST
    @RequiresScope("accounts:control")
    @Path("{id}/unfreeze")
    public Uni<RestResponse<Receipt>> unfreezeAccount(@BeanParam Request request, Body body) {
        return request.answer(body, writes.execute(in -> new Unfreeze(in.text("reason"))));
    }

    @POST
    @RequiresScope("accounts:control")
    @Path("{id}/close")
    public Uni<RestResponse<Receipt>> closeAccount(@BeanParam Request request, Body body) {
        return request.answer(body, writes.execute(in -> new Close(in.text("reason"))));
    }

    @GET
    @Path("{id}")
    public Uni<RestResponse<AccountSummary>> getAccount(@BeanParam Request request) {
        return request.answer(
                summaries.one(NO_SUCH_ACCOUNT, AccountSummary::version, account -> account));
    }

    @GET
    @Path("{id}/balance")
    public Uni<RestResponse<Balance>> getAccountBalance(@BeanParam Request request) {
        return request.answer(summaries.one(NO_SUCH_ACCOUNT, AccountSummary::version, Balance::of));
    }

    @GET
    public Uni<RestResponse<Page<AccountSummary>>> listAccounts(@BeanParam Request request) {
        return request.answer(
                summaries.page(
                        BY_OWNER,
                        in -> in.page(Function.identity(), Optional.of(in.id("ownerId"))),
                        AccountSummary::accountId,
                        account -> account));
    }

    @GET
    @Path("{id}/history")
    public Uni<RestResponse<History>> getAccountHistory(@BeanParam Request request) {
        return request.answer(
                statements.pageOf(
                        summaries,
                        NO_SUCH_ACCOUNT,
                        HISTORY,
                        in ->
                                in.pageOrOffset(
                                        Long::valueOf,
                                        Optional.of(in.part("id")),
                                        in.instant("from"),
                                        in.instant("to"),
                                        in.oneOf("type", EVENT_TYPES)),
                        entry -> String.valueOf(entry.streamVersion()),
                        (id, page) -> new History(id, page.items(), page.nextCursor())));
    }
}
