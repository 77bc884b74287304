package dev.daybook.billing;

import static dev.daybook.billing.BillingAccount.BILLING_ACCOUNT;
import static dev.daybook.billing.BillingAccount.Refusal.*;
import static dev.daybook.support.Amounts.EUR;
import static dev.daybook.support.Amounts.eur;
import static dev.daybook.support.Amounts.usd;
import static dev.daybook.support.Specification.given;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.daybook.billing.BillingAccount.Bill;
import dev.daybook.billing.BillingAccount.Charge;
import dev.daybook.billing.BillingAccount.Command;
import dev.daybook.billing.BillingAccount.Command.*;
import dev.daybook.billing.BillingAccount.Event;
import dev.daybook.billing.BillingAccount.Event.*;
import dev.daybook.kernel.Decision;
import dev.daybook.support.Specification.Answer;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What a billing account does with every command. */
class BillingAccountTest {

    private static final LocalDate JAN_30 = LocalDate.of(2026, 1, 30);
    private static final LocalDate JAN_31 = LocalDate.of(2026, 1, 31);
    private static final LocalDate FEB_1 = LocalDate.of(2026, 2, 1);
    private static final LocalDate FEB_2 = LocalDate.of(2026, 2, 2);

    private static final Event CREATED = new AccountCreated("customer-1", EUR);
    private static final Event FUNDED = new FundAdded(eur(1000), null);

    static List<Command> everyCommandButOpen() {
        return List.of(
                new AddFunds(eur(1), null),
                charge(1, JAN_31),
                new SetCreditLimit(eur(1)),
                bill("inv-1", JAN_31, JAN_31),
                new ConfirmInvoice("inv-1", "2026-000001"),
                new Remind());
    }

    @Test
    void an_account_is_opened_once() {
        given(BILLING_ACCOUNT).when(new Open("customer-1", EUR, 0)).thenAccepted(CREATED);
        given(BILLING_ACCOUNT, CREATED)
                .when(new Open("customer-1", EUR, 0))
                .thenRejected(ACCOUNT_EXISTS);
    }

    @Test
    void an_account_may_have_a_credit_limit_from_the_beginning() {
        given(BILLING_ACCOUNT)
                .when(new Open("customer-1", EUR, 50))
                .thenAccepted(CREATED, new CreditLimitSet(eur(50)));
    }

    @ParameterizedTest
    @MethodSource("everyCommandButOpen")
    void nothing_comes_before_the_account(Command command) {
        given(BILLING_ACCOUNT).when(command).thenRejected(NO_SUCH_ACCOUNT);
    }

    @Test
    void funds_come_in() {
        given(BILLING_ACCOUNT, CREATED)
                .when(new AddFunds(eur(5), "bank transfer 17"))
                .thenAccepted(new FundAdded(eur(5), "bank transfer 17"));
    }

    @Test
    void charges_are_numbered_and_bear_their_day() {
        given(BILLING_ACCOUNT, CREATED, FUNDED)
                .when(charge(600, JAN_31))
                .thenAccepted(charged(1, 600, JAN_31));
        given(BILLING_ACCOUNT, CREATED, FUNDED, charged(1, 600, JAN_31))
                .when(charge(400, FEB_1))
                .thenAccepted(charged(2, 400, FEB_1));
    }

    @Test
    void a_charge_beyond_the_balance_is_refused() {
        given(BILLING_ACCOUNT, CREATED, FUNDED)
                .when(charge(1001, JAN_31))
                .thenRejected(INSUFFICIENT_FUNDS);
        given(BILLING_ACCOUNT, CREATED, FUNDED, charged(1, 600, JAN_31))
                .when(charge(401, JAN_31))
                .thenRejected(INSUFFICIENT_FUNDS);
    }

    @Test
    void with_credit_the_balance_goes_down_to_the_limit_and_no_further() {
        Event limit = new CreditLimitSet(eur(50));
        given(BILLING_ACCOUNT, CREATED, limit)
                .when(charge(50, JAN_31))
                .thenAccepted(charged(1, 50, JAN_31));
        given(BILLING_ACCOUNT, CREATED, limit)
                .when(charge(51, JAN_31))
                .thenRejected(INSUFFICIENT_FUNDS);
        given(BILLING_ACCOUNT, CREATED, FUNDED, limit)
                .when(charge(1050, JAN_31))
                .thenAccepted(charged(1, 1050, JAN_31));
    }

    @Test
    void a_limit_below_what_is_used_takes_nothing_back_but_keeps_charges_out() {
        Event[] used = {CREATED, new CreditLimitSet(eur(50)), charged(1, 50, JAN_31)};
        given(BILLING_ACCOUNT, used)
                .when(new SetCreditLimit(eur(0)))
                .thenAccepted(new CreditLimitSet(eur(0)));
        Event[] lowered = {used[0], used[1], used[2], new CreditLimitSet(eur(20))};
        given(BILLING_ACCOUNT, lowered).when(charge(1, JAN_31)).thenRejected(INSUFFICIENT_FUNDS);
        Event[] funded = {used[0], used[1], used[2], lowered[3], new FundAdded(eur(31), null)};
        given(BILLING_ACCOUNT, funded).when(charge(1, JAN_31)).thenAccepted(charged(2, 1, JAN_31));
    }

    @Test
    void another_currency_is_refused() {
        given(BILLING_ACCOUNT, CREATED)
                .when(new AddFunds(usd(1), null))
                .thenRejected(CURRENCY_MISMATCH);
        given(BILLING_ACCOUNT, CREATED, FUNDED)
                .when(new ApplyCharge(usd(1), "d", JAN_31))
                .thenRejected(CURRENCY_MISMATCH);
        given(BILLING_ACCOUNT, CREATED)
                .when(new SetCreditLimit(usd(1)))
                .thenRejected(CURRENCY_MISMATCH);
    }

    @Test
    void nothing_leaves_the_range_of_long() {
        Event most = new FundAdded(eur(Long.MAX_VALUE), null);
        Event limit = new CreditLimitSet(eur(Long.MAX_VALUE));
        given(BILLING_ACCOUNT, CREATED, most)
                .when(new AddFunds(eur(1), null))
                .thenRejected(BALANCE_LIMIT_EXCEEDED);
        given(BILLING_ACCOUNT, CREATED, most, limit)
                .when(charge(Long.MAX_VALUE, JAN_31))
                .thenAccepted(charged(1, Long.MAX_VALUE, JAN_31));
        Event charged = charged(1, Long.MAX_VALUE, JAN_31);
        given(BILLING_ACCOUNT, CREATED, limit, charged)
                .when(charge(1, JAN_31))
                .thenRejected(INSUFFICIENT_FUNDS);
        given(BILLING_ACCOUNT, CREATED, most, charged, most)
                .when(charge(1, JAN_31))
                .thenRejected(BALANCE_LIMIT_EXCEEDED);
    }

    @Test
    void a_bill_takes_the_charges_of_its_days_the_first_and_the_last_included() {
        Event[] history = {
            CREATED,
            FUNDED,
            charged(1, 1, JAN_30),
            charged(2, 2, JAN_31),
            charged(3, 3, FEB_1),
            charged(4, 4, FEB_2)
        };
        given(BILLING_ACCOUNT, history)
                .when(bill("inv-1", JAN_31, FEB_1))
                .thenAccepted(billed("inv-1", JAN_31, FEB_1, of(2, 2, JAN_31), of(3, 3, FEB_1)));
        given(BILLING_ACCOUNT, history)
                .when(bill("inv-1", FEB_1, FEB_1))
                .thenAccepted(billed("inv-1", FEB_1, FEB_1, of(3, 3, FEB_1)));
    }

    @Test
    void a_charge_is_billed_once() {
        Event[] history = {
            CREATED,
            FUNDED,
            charged(1, 1, JAN_30),
            charged(2, 2, JAN_31),
            billed("inv-1", JAN_30, JAN_30, of(1, 1, JAN_30))
        };
        given(BILLING_ACCOUNT, history)
                .when(bill("inv-2", JAN_30, JAN_31))
                .thenAccepted(billed("inv-2", JAN_30, JAN_31, of(2, 2, JAN_31)));
        given(BILLING_ACCOUNT, history)
                .when(bill("inv-2", JAN_30, JAN_30))
                .thenRejected(NOTHING_TO_BILL);
    }

    @Test
    void two_equal_charges_are_two() {
        given(
                        BILLING_ACCOUNT,
                        CREATED,
                        FUNDED,
                        charged(1, 5, JAN_31),
                        charged(2, 5, JAN_31),
                        billed("inv-1", JAN_31, JAN_31, of(1, 5, JAN_31)))
                .when(bill("inv-2", JAN_31, JAN_31))
                .thenAccepted(billed("inv-2", JAN_31, JAN_31, of(2, 5, JAN_31)));
    }

    @Test
    void days_without_charges_and_days_in_reverse_are_not_billed() {
        given(BILLING_ACCOUNT, CREATED, FUNDED, charged(1, 1, JAN_31))
                .when(bill("inv-1", FEB_1, FEB_2))
                .thenRejected(NOTHING_TO_BILL);
        given(BILLING_ACCOUNT, CREATED, FUNDED, charged(1, 1, JAN_31))
                .when(bill("inv-1", FEB_1, JAN_31))
                .thenRejected(PERIOD_REVERSED);
    }

    @Test
    void a_bill_takes_a_thousand_charges_the_oldest_and_the_next_one_the_rest() {
        Event[] history = manyCharges(1500);
        Answer<Event> first = given(BILLING_ACCOUNT, history).when(bill("inv-1", JAN_31, JAN_31));
        assertEquals(LongStream.rangeClosed(1, 1000).boxed().toList(), numbers(first));
        Event[] then = Arrays.copyOf(history, history.length + 1);
        then[history.length] = ((Decision.Accepted<Event>) first.decision()).events().getFirst();
        assertEquals(
                LongStream.rangeClosed(1001, 1500).boxed().toList(),
                numbers(given(BILLING_ACCOUNT, then).when(bill("inv-2", JAN_31, JAN_31))));
    }

    @Test
    void ten_thousand_charges_may_wait_for_an_invoice() {
        Event[] history = manyCharges(10_000);
        given(BILLING_ACCOUNT, history)
                .when(charge(1, JAN_31))
                .thenRejected(TOO_MANY_UNBILLED_CHARGES);
        Event[] then = Arrays.copyOf(history, history.length + 2);
        then[history.length] = billed("inv-1", JAN_31, JAN_31, of(1, 1, JAN_31));
        then[history.length + 1] = FUNDED;
        given(BILLING_ACCOUNT, then)
                .when(charge(1, JAN_31))
                .thenRejected(TOO_MANY_UNBILLED_CHARGES);
        then[history.length + 1] = new ChargesInvoiced("inv-1", "2026-000001");
        given(BILLING_ACCOUNT, then)
                .when(charge(1, JAN_31))
                .thenAccepted(charged(10_001, 1, JAN_31));
    }

    @Test
    void a_bill_waits_for_its_invoice_and_is_reminded_of_the_oldest_first() {
        Event first = billed("inv-1", JAN_31, JAN_31, of(1, 1, JAN_31));
        Event second = billed("inv-2", FEB_1, FEB_1, of(2, 2, FEB_1));
        Event[] history = {
            CREATED, FUNDED, charged(1, 1, JAN_31), charged(2, 2, FEB_1), first, second
        };
        Command confirm = new ConfirmInvoice("inv-1", "2026-000001");
        Event invoiced = new ChargesInvoiced("inv-1", "2026-000001");
        given(BILLING_ACCOUNT, history)
                .when(new Remind())
                .thenAccepted(new InvoicingReminded(((ChargesBilled) first).bill()));
        given(BILLING_ACCOUNT, history).when(confirm).thenAccepted(invoiced);
        Event[] then = Arrays.copyOf(history, history.length + 1);
        then[history.length] = invoiced;
        given(BILLING_ACCOUNT, then)
                .when(new Remind())
                .thenAccepted(new InvoicingReminded(((ChargesBilled) second).bill()));
        given(BILLING_ACCOUNT, then).when(confirm).thenRejected(OUT_OF_STEP);
        given(BILLING_ACCOUNT, CREATED).when(new Remind()).thenRejected(OUT_OF_STEP);
    }

    private static Event[] manyCharges(int count) {
        Event[] history = new Event[count + 2];
        history[0] = CREATED;
        history[1] = new FundAdded(eur(count + 1), null);
        for (int number = 1; number <= count; number++) {
            history[number + 1] = charged(number, 1, JAN_31);
        }
        return history;
    }

    private static List<Long> numbers(Answer<Event> answer) {
        ChargesBilled billed =
                (ChargesBilled) ((Decision.Accepted<Event>) answer.decision()).events().getFirst();
        return billed.bill().charges().stream().map(Charge::number).toList();
    }

    private static Command charge(long amount, LocalDate day) {
        return new ApplyCharge(eur(amount), "usage", day);
    }

    private static Command bill(String invoice, LocalDate from, LocalDate to) {
        return new BillCharges(invoice, from, to, FEB_2);
    }

    private static Charge of(long number, long amount, LocalDate day) {
        return new Charge(number, day, eur(amount), "usage");
    }

    private static Event charged(long number, long amount, LocalDate day) {
        return new ChargeApplied(of(number, amount, day));
    }

    private static Event billed(String invoice, LocalDate from, LocalDate to, Charge... charges) {
        long total = Arrays.stream(charges).mapToLong(charge -> charge.money().amount()).sum();
        return new ChargesBilled(
                new Bill(invoice, "customer-1", from, to, FEB_2, List.of(charges), eur(total)));
    }
}
