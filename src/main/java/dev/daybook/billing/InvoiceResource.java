package dev.daybook.billing;

import static dev.daybook.billing.Invoice.Refusal.NO_SUCH_INVOICE;

import dev.daybook.billing.Invoices.InvoiceLine;
import dev.daybook.billing.Invoices.IssuedInvoice;
import dev.daybook.engine.Engine;
import dev.daybook.web.access.RequiresScope;
import dev.daybook.web.answer.Page;
import dev.daybook.web.answer.Reads;
import dev.daybook.web.answer.Tabular;
import dev.daybook.web.request.Request;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.mutiny.Uni;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Currency;
import java.util.List;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.resteasy.reactive.RestResponse;

/** Invoices over HTTP. */
@RegisterForReflection(ignoreNested = false)
@Tag(description = "What was billed.")
@RequiresScope("billing")
@Path("/api/billing/invoices")
@Consumes(MediaType.APPLICATION_JSON)
@Produces(MediaType.APPLICATION_JSON)
public final class InvoiceResource {

    /** Newest first, without their lines. */
    private static final String BY_ACCOUNT =
            """
            select invoice_id, number, account_id, customer_id, first_day, last_day, issued_on, currency, total,
                   '[]'::jsonb as lines, version, position, issued_at
            from invoice
            where account_id = $1 and position < coalesce($2::bigint, 9223372036854775807)
            order by position desc
            limit $3
            """;

    /** An invoice in a list. */
    record InvoiceSummary(
            String invoiceId,
            String number,
            String accountId,
            String customerId,
            LocalDate from,
            LocalDate to,
            LocalDate issuedOn,
            Currency currency,
            long total,
            long version,
            Instant issuedAt) {

        static InvoiceSummary of(IssuedInvoice invoice) {
            return new InvoiceSummary(
                    invoice.invoiceId(),
                    invoice.number(),
                    invoice.accountId(),
                    invoice.customerId(),
                    invoice.firstDay(),
                    invoice.lastDay(),
                    invoice.issuedOn(),
                    invoice.currency(),
                    invoice.total(),
                    invoice.version(),
                    invoice.issuedAt());
        }
    }

    /** A whole invoice; as a table it has a row for each line. */
    record InvoiceDocument(
            String invoiceId,
            String number,
            String accountId,
            String customerId,
            LocalDate from,
            LocalDate to,
            LocalDate issuedOn,
            Currency currency,
            long total,
            List<InvoiceLine> lines,
            long version,
            Instant issuedAt)
            implements Tabular {

        static InvoiceDocument of(IssuedInvoice invoice) {
            return new InvoiceDocument(
                    invoice.invoiceId(),
                    invoice.number(),
                    invoice.accountId(),
                    invoice.customerId(),
                    invoice.firstDay(),
                    invoice.lastDay(),
                    invoice.issuedOn(),
                    invoice.currency(),
                    invoice.total(),
                    invoice.lines(),
                    invoice.version(),
                    invoice.issuedAt());
        }

        @Override
        public List<String> columns() {
            return List.of(
                    "invoice",
                    "issuedOn",
                    "customerId",
                    "charge",
                    "day",
                    "description",
                    "amount",
                    "currency");
        }

        @Override
        public List<List<Object>> rows() {
            return lines.stream()
                    .map(
                            line ->
                                    List.<Object>of(
                                            number,
                                            issuedOn,
                                            customerId,
                                            line.number(),
                                            line.day(),
                                            line.description(),
                                            line.amount(),
                                            currency))
                    .toList();
        }
    }

    private final Reads<IssuedInvoice> invoices;

    InvoiceResource(Engine engine) {
        this.invoices = new Reads<>(engine.readModel(new Invoices()));
    }

    @GET
    @Path("{id}")
    @Produces({MediaType.APPLICATION_JSON, Tabular.CSV})
    public Uni<RestResponse<InvoiceDocument>> getInvoice(@BeanParam Request request) {
        return request.answer(
                invoices.one(NO_SUCH_INVOICE, IssuedInvoice::version, InvoiceDocument::of));
    }

    @GET
    public Uni<RestResponse<Page<InvoiceSummary>>> listInvoices(@BeanParam Request request) {
        return request.answer(
                invoices.page(
                        BY_ACCOUNT,
                        in -> in.page(Long::valueOf, Optional.of(in.id("accountId"))),
                        invoice -> String.valueOf(invoice.position()),
                        InvoiceSummary::of));
    }
}
