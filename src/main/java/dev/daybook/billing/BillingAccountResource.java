package dev.daybook.billing;

import static dev.daybook.billing.BillingAccount.BILLING_ACCOUNT;
import static dev.daybook.billing.BillingAccount.Refusal.NO_SUCH_ACCOUNT;
import static dev.daybook.billing.Invoice.INVOICE;

import dev.daybook.billing.BillingAccount.Command;
import dev.daybook.billing.BillingAccount.Command.*;
import dev.daybook.billing.BillingAccounts.BillingAccountSummary;
import dev.daybook.billing.BillingEntries.BillingEntry;
import dev.daybook.engine.Engine;
import dev.daybook.engine.feed.EventAwaiter;
import dev.daybook.engine.pipeline.Commands;
import dev.daybook.money.Money;
import dev.daybook.web.access.RequiresScope;
import dev.daybook.web.answer.Ends;
import dev.daybook.web.answer.Page;
import dev.daybook.web.answer.Reads;
import dev.daybook.web.answer.Receipt;
import dev.daybook.web.answer.Writes;
import dev.daybook.web.request.Body;
import dev.daybook.web.request.Request;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;

/** Billing accounts over HTTP. */
@Tag(description = "Funds, charges, and what is billed of them.")
@RequiresScope("billing")
@Path("/api/billing/accounts")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
public final class BillingAccountResource {

    private static final String BY_CUSTOMER =
            """
            select account_id, customer_id, currency, balance, credit_limit, unbilled_charges, unbilled_total,
                   pending_invoices, version, created_at, updated_at, last_invoicing_at
            from billing_account
            where customer_id = $1 and account_id > coalesce($2::text, '')
            order by account_id
            limit $3
            """;

    /** Newest first: a page that begins behind a version stays the same, whatever is added. */
    private static final String ENTRIES =
            """
            select account_id, stream_version, event_type, amount, currency, reference, charge_number, day, description,
                   invoice_id, invoice_number, occurred_at
            from billing_entry
            where account_id = $1 and stream_version < coalesce($2::bigint, 9223372036854775807)
            order by stream_version desc
            limit $3
            """;

    /** What ends a bill. */
    private static final Ends ENDS = new Ends("BILLED", Map.of("InvoiceIssued", "ISSUED"));

    private final Writes<Command> writes;
    private final Writes<Invoice.Command> invoices;
    private final Reads<BillingAccountSummary> accounts;
    private final Reads<BillingEntry> entries;
    private final EventAwaiter endings;

    BillingAccountResource(Commands commands, Engine engine, EventAwaiter endings) {
        this.writes = new Writes<>(commands, BILLING_ACCOUNT, "accountId", "/api/billing/accounts");
        this.invoices = new Writes<>(commands, INVOICE, "invoiceId", "/api/billing/invoices");
        this.accounts = new Reads<>(engine.readModel(new BillingAccounts()));
        this.entries = new Reads<>(engine.readModel(new BillingEntries()));
        this.endings = endings;
    }

    @POST
    public Uni<RestResponse<Receipt>> openBillingAccount(@BeanParam Request request, Body body) {
        return request.answer(
                body,
                writes.create(
                        in ->
                                new Open(
                                        in.id("customerId"),
                                        in.activeCurrency("currency"),
                                        in.optionalNumber("creditLimit", 0, Long.MAX_VALUE)
                                                .orElse(0))));
    }

    @POST
    @Path("{id}/funds")
    public Uni<RestResponse<Receipt>> addFunds(@BeanParam Request request, Body body) {
        return request.answer(
                body,
                writes.execute(
                        in -> new AddFunds(in.money(), in.optionalText("reference").orElse(null))));
    }

    @POST
    @Path("{id}/charges")
    public Uni<RestResponse<Receipt>> applyCharge(@BeanParam Request request, Body body) {
        return request.answer(
                body,
                writes.execute(
                        in -> new ApplyCharge(in.money(), in.text("description"), in.today())));
    }

    @POST
    @Path("{id}/credit-limit")
    public Uni<RestResponse<Receipt>> setCreditLimit(@BeanParam Request request, Body body) {
        return request.answer(
                body,
                writes.execute(
                        in ->
                                new SetCreditLimit(
                                        new Money(
                                                in.number("amount", 0, Long.MAX_VALUE),
                                                in.currency("currency")))));
    }

    @POST
    @Path("{id}/invoices")
    public Uni<RestResponse<Receipt>> billCharges(@BeanParam Request request, Body body) {
        return request.answer(
                body,
                writes.start(
                        (in, invoiceId) ->
                                new BillCharges(
                                        invoiceId, in.date("from"), in.date("to"), in.today()),
                        invoices,
                        endings,
                        ENDS));
    }

    @GET
    @Path("{id}")
    public Uni<RestResponse<BillingAccountSummary>> getBillingAccount(@BeanParam Request request) {
        return request.answer(
                accounts.one(NO_SUCH_ACCOUNT, BillingAccountSummary::version, account -> account));
    }

    @GET
    public Uni<RestResponse<Page<BillingAccountSummary>>> listBillingAccounts(
            @BeanParam Request request) {
        return request.answer(
                accounts.page(
                        BY_CUSTOMER,
                        in -> in.page(Function.identity(), Optional.of(in.id("customerId"))),
                        BillingAccountSummary::accountId,
                        account -> account));
    }

    @GET
    @Path("{id}/entries")
    public Uni<RestResponse<Page<BillingEntry>>> listBillingEntries(@BeanParam Request request) {
        return request.answer(
                entries.pageOf(
                        accounts,
                        NO_SUCH_ACCOUNT,
                        ENTRIES,
                        in -> in.page(Long::valueOf, Optional.of(in.part("id"))),
                        entry -> String.valueOf(entry.streamVersion()),
                        (_, page) -> page));
    }
}
