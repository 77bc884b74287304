package dev.daybook.demo;

import static dev.daybook.accounts.Account.ACCOUNT;
import static dev.daybook.billing.BillingAccount.BILLING_ACCOUNT;
import static dev.daybook.orders.Order.ORDER;
import static dev.daybook.transfers.Transfer.TRANSFER;

import dev.daybook.accounts.Account;
import dev.daybook.billing.BillingAccount;
import dev.daybook.billing.BillingAccount.Command.*;
import dev.daybook.money.Money;
import dev.daybook.orders.Order;
import dev.daybook.orders.Order.Item;
import dev.daybook.transfers.Transfer;
import java.time.LocalDate;
import java.util.Currency;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.Stream;

/**
 * What a few customers might have done, module by module. Commands for one resource are only ever
 * added behind those that are there: their ids count them.
 */
final class DemoData {

    /** Whose accounts all are in one currency, in which an income is earned each month. */
    private record Customer(String id, Money income) {

        static Customer of(String id, long income, String currency) {
            return new Customer(id, new Money(income, Currency.getInstance(currency)));
        }

        /** A share of the income, in thousandths. */
        Money share(long thousandths) {
            return new Money(income.amount() / 1000 * thousandths, income.currency());
        }

        String account(String kind) {
            return id + "-" + kind;
        }
    }

    private static final List<Customer> CUSTOMERS =
            List.of(
                    Customer.of("ada", 320_000, "EUR"),
                    Customer.of("bela", 285_000, "EUR"),
                    Customer.of("chen", 540_000, "USD"),
                    Customer.of("dana", 410_000, "USD"),
                    Customer.of("emeka", 65_000_000, "NGN"),
                    Customer.of("fumiko", 480_000, "JPY"));

    private static final List<String> MONTHS = List.of("2026-01", "2026-02", "2026-03");

    private final Demo demo;

    DemoData(Demo demo) {
        this.demo = demo;
    }

    void tell() {
        CUSTOMERS.forEach(this::accounts);
        CUSTOMERS.forEach(this::transfers);
        CUSTOMERS.forEach(this::orders);
        new DemoLeases(demo).tell();
        CUSTOMERS.forEach(this::billing);
    }

    List<String> customers() {
        return CUSTOMERS.stream().map(Customer::id).toList();
    }

    private void accounts(Customer customer) {
        for (String kind : List.of("checking", "savings", "household", "travel")) {
            account(customer, kind, new Account.Command.Open(customer.id(), currency(customer)));
        }
        account(customer, "savings", deposit(customer, 2500, "opening-balance"));
        for (String month : MONTHS) {
            account(customer, "checking", deposit(customer, 1000, "salary-" + month));
            account(customer, "checking", withdrawal(customer, 290, "rent-" + month));
            account(customer, "checking", withdrawal(customer, 45, "electricity-" + month));
        }
        switch (customer.id()) {
            case "bela" ->
                    account(customer, "travel", new Account.Command.Freeze("card reported lost"));
            case "chen" ->
                    account(customer, "travel", new Account.Command.Close("moved to another bank"));
            default -> account(customer, "travel", deposit(customer, 150, "holiday-fund"));
        }
    }

    private void account(Customer customer, String kind, Account.Command command) {
        demo.tell(ACCOUNT, customer.account(kind), customer.id(), command);
    }

    private static Account.Command deposit(Customer customer, long thousandths, String reference) {
        return new Account.Command.Deposit(customer.share(thousandths), reference);
    }

    private static Account.Command withdrawal(
            Customer customer, long thousandths, String reference) {
        return new Account.Command.Withdraw(customer.share(thousandths), reference);
    }

    /** What is sent is covered in whichever order transfers are carried out. */
    private void transfers(Customer customer) {
        for (String month : MONTHS) {
            transfer(customer, "saving-" + month, "checking", "savings", 100);
            transfer(customer, "household-" + month, "checking", "household", 250);
        }
        // bela's is frozen, chen's closed, and nobody has so much to spend
        transfer(customer, "trip", "checking", "travel", 50);
        transfer(customer, "yacht", "savings", "checking", 900_000);
    }

    private void transfer(
            Customer customer, String purpose, String from, String to, long thousandths) {
        Transfer.Order order =
                new Transfer.Order(
                        customer.account(from), customer.account(to), customer.share(thousandths));
        demo.tell(
                TRANSFER,
                customer.id() + "-" + purpose,
                customer.id(),
                new Transfer.Command.Begin(order));
    }

    private void orders(Customer customer) {
        Item cups = new Item("espresso-cup", 4, customer.share(4).amount());
        Item beans = new Item("coffee-beans-1kg", 2, customer.share(8).amount());
        Item grinder = new Item("hand-grinder", 1, customer.share(35).amount());
        order(customer, 1, create(customer, cups, beans));
        order(customer, 2, create(customer, beans), new Order.Command.Confirm());
        order(customer, 3, create(customer, cups, grinder), new Order.Command.Confirm());
        order(customer, 4, create(customer, grinder), cancel("out of stock"));
        order(customer, 5, create(customer), add(cups), add(grinder), remove("hand-grinder"));
        order(
                customer,
                6,
                create(customer),
                add(beans),
                add(cups),
                remove("espresso-cup", 1),
                new Order.Command.Place(),
                new Order.Command.Confirm(),
                cancel("damaged in transit"));
    }

    private void order(Customer customer, int number, Order.Command... all) {
        Stream.of(all)
                .forEach(
                        each ->
                                demo.tell(
                                        ORDER,
                                        customer.id() + "-order-" + number,
                                        customer.id(),
                                        each));
    }

    private static Order.Command create(Customer customer, Item... items) {
        return new Order.Command.Create(customer.id(), currency(customer), List.of(items));
    }

    private static Order.Command add(Item item) {
        return new Order.Command.AddItem(item);
    }

    private static Order.Command remove(String product) {
        return new Order.Command.RemoveItem(product, OptionalLong.empty());
    }

    private static Order.Command remove(String product, long quantity) {
        return new Order.Command.RemoveItem(product, OptionalLong.of(quantity));
    }

    private static Order.Command cancel(String reason) {
        return new Order.Command.Cancel(reason);
    }

    /** Each month's charges are on an invoice, but for those of the last one. */
    private void billing(Customer customer) {
        String account = customer.account("billing");
        billing(account, new BillingAccount.Command.Open(customer.id(), currency(customer), 0));
        for (String month : MONTHS) {
            LocalDate day = LocalDate.parse(month + "-15");
            billing(account, new AddFunds(customer.share(30), "payment " + month));
            billing(account, new ApplyCharge(customer.share(12), "Hosting, large", day));
            billing(account, new ApplyCharge(customer.share(5), "Support, 3 h", day));
            if (!month.equals(MONTHS.getLast())) {
                billing(
                        account,
                        new BillCharges(
                                account + "-" + month,
                                day.withDayOfMonth(1),
                                day.plusMonths(1).withDayOfMonth(1).minusDays(1),
                                day.plusMonths(1).withDayOfMonth(1)));
            }
        }
    }

    private void billing(String account, BillingAccount.Command command) {
        demo.tell(BILLING_ACCOUNT, account, "clerk", command);
    }

    private static Currency currency(Customer customer) {
        return customer.income().currency();
    }
}
