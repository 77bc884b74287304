package dev.daybook;

import dev.daybook.accounts.Account;
import dev.daybook.accounts.AccountResource;
import dev.daybook.accounts.AccountStatements;
import dev.daybook.accounts.AccountSummaries;
import dev.daybook.billing.BillingAccount;
import dev.daybook.billing.BillingAccounts;
import dev.daybook.billing.BillingEntries;
import dev.daybook.billing.Invoice;
import dev.daybook.billing.InvoiceBook;
import dev.daybook.billing.InvoiceResource;
import dev.daybook.billing.Invoices;
import dev.daybook.billing.InvoicingProcess;
import dev.daybook.engine.Registry;
import dev.daybook.kernel.Metadata;
import dev.daybook.kernel.Module;
import dev.daybook.kernel.Process.Refused;
import dev.daybook.leases.Lease;
import dev.daybook.leases.LeaseEntries;
import dev.daybook.leases.LeaseProcess;
import dev.daybook.leases.LeaseResource;
import dev.daybook.leases.LeaseSummaries;
import dev.daybook.leases.MaintenanceRequests;
import dev.daybook.leases.MaintenanceResource;
import dev.daybook.leases.Period;
import dev.daybook.leases.Property;
import dev.daybook.leases.PropertyManagerResource;
import dev.daybook.leases.PropertyResource;
import dev.daybook.leases.PropertySummaries;
import dev.daybook.leases.TenantResource;
import dev.daybook.money.Money;
import dev.daybook.orders.Order;
import dev.daybook.orders.OrderResource;
import dev.daybook.orders.Orders;
import dev.daybook.transfers.IntegrityResource;
import dev.daybook.transfers.Transfer;
import dev.daybook.transfers.TransferProcess;
import dev.daybook.transfers.TransferResource;
import dev.daybook.transfers.Transfers;
import io.quarkus.runtime.annotations.RegisterForReflection;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.util.List;

/**
 * The list of modules: a line in {@link #registry}, and their classes for the native executable.
 */
@RegisterForReflection(
        ignoreNested = false,
        targets = {
            Money.class,
            Metadata.class,
            Account.class,
            AccountSummaries.class,
            AccountStatements.class,
            AccountResource.class,
            Transfer.class,
            Transfers.class,
            TransferResource.class,
            IntegrityResource.class,
            Refused.class,
            Order.class,
            Orders.class,
            OrderResource.class,
            BillingAccount.class,
            BillingAccounts.class,
            BillingEntries.class,
            InvoiceBook.class,
            Invoice.class,
            Invoices.class,
            InvoiceResource.class,
            Property.class,
            PropertySummaries.class,
            PropertyResource.class,
            Period.class,
            Lease.class,
            LeaseSummaries.class,
            LeaseEntries.class,
            MaintenanceRequests.class,
            LeaseResource.class,
            MaintenanceResource.class,
            TenantResource.class,
            PropertyManagerResource.class
        })
public final class Modules {

    Modules() {}

    @Produces
    @Singleton
    static Registry registry() {
        return new Registry(
                List.of(
                        new Module<>(
                                Account.ACCOUNT,
                                List.of(new AccountSummaries(), new AccountStatements())),
                        new Module<>(
                                Transfer.TRANSFER,
                                List.of(new Transfers()),
                                List.of(new TransferProcess())),
                        new Module<>(Order.ORDER, List.of(new Orders())),
                        new Module<>(
                                BillingAccount.BILLING_ACCOUNT,
                                List.of(new BillingAccounts(), new BillingEntries()),
                                List.of(new InvoicingProcess())),
                        new Module<>(InvoiceBook.INVOICE_BOOK, List.of()),
                        new Module<>(Invoice.INVOICE, List.of(new Invoices())),
                        new Module<>(Property.PROPERTY, List.of(new PropertySummaries())),
                        new Module<>(
                                Lease.LEASE,
                                List.of(
                                        new LeaseSummaries(),
                                        new LeaseEntries(),
                                        new MaintenanceRequests()),
                                List.of(new LeaseProcess()))));
    }
}
