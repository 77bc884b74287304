package dev.daybook;

import dev.daybook.accounts.Account;
import dev.daybook.accounts.AccountStatements;
import dev.daybook.accounts.AccountSummaries;
import dev.daybook.billing.BillingAccount;
import dev.daybook.billing.BillingAccounts;
import dev.daybook.billing.BillingEntries;
import dev.daybook.billing.Invoice;
import dev.daybook.billing.InvoiceBook;
import dev.daybook.billing.Invoices;
import dev.daybook.billing.InvoicingProcess;
import dev.daybook.engine.Registry;
import dev.daybook.engine.access.ApiKey;
import dev.daybook.engine.access.ApiKeys;
import dev.daybook.engine.access.Audit;
import dev.daybook.engine.endpoint.Webhook;
import dev.daybook.engine.endpoint.Webhooks;
import dev.daybook.kernel.Metadata;
import dev.daybook.kernel.Module;
import dev.daybook.kernel.Process.Refused;
import dev.daybook.leases.Lease;
import dev.daybook.leases.LeaseEntries;
import dev.daybook.leases.LeaseProcess;
import dev.daybook.leases.LeaseSummaries;
import dev.daybook.leases.MaintenanceRequests;
import dev.daybook.leases.Property;
import dev.daybook.leases.PropertySummaries;
import dev.daybook.money.Money;
import dev.daybook.orders.Order;
import dev.daybook.orders.Orders;
import dev.daybook.transfers.Transfer;
import dev.daybook.transfers.TransferProcess;
import dev.daybook.transfers.Transfers;
import io.quarkus.runtime.annotations.RegisterForReflection;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.List;

/** The list of modules. Registered for the native executable is what all of them store. */
@RegisterForReflection(targets = {Money.class, Metadata.class, Refused.class})
public final class Modules {

    Modules() {}

    @Produces
    @Singleton
    public static Registry registry() {
        return new Registry(
                List.of(
                        Module.of(Account.ACCOUNT, new AccountSummaries(), new AccountStatements()),
                        Module.of(Transfer.TRANSFER, new Transfers()).with(new TransferProcess()),
                        Module.of(ApiKey.API_KEY, new ApiKeys()),
                        Module.of(Audit.AUDIT),
                        Module.of(Webhook.WEBHOOK, new Webhooks()),
                        Module.of(Order.ORDER, new Orders()),
                        Module.of(
                                        BillingAccount.BILLING_ACCOUNT,
                                        new BillingAccounts(),
                                        new BillingEntries())
                                .with(new InvoicingProcess()),
                        Module.of(InvoiceBook.INVOICE_BOOK),
                        Module.of(Invoice.INVOICE, new Invoices()),
                        Module.of(Property.PROPERTY, new PropertySummaries()),
                        Module.of(
                                        Lease.LEASE,
                                        new LeaseSummaries(),
                                        new LeaseEntries(),
                                        new MaintenanceRequests())
                                .with(new LeaseProcess())));
    }
}
