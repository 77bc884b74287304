package dev.daybook.billing;

import static dev.daybook.billing.BillingAccount.BILLING_ACCOUNT;
import static dev.daybook.support.Amounts.EUR;
import static dev.daybook.support.Amounts.eur;
import static dev.daybook.support.Amounts.usd;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.daybook.billing.BillingAccount.Bill;
import dev.daybook.billing.BillingAccount.Charge;
import dev.daybook.billing.BillingAccount.Command;
import dev.daybook.billing.BillingAccount.Command.*;
import dev.daybook.billing.BillingAccount.Event;
import dev.daybook.billing.BillingAccount.Event.*;
import dev.daybook.billing.BillingAccount.State;
import dev.daybook.billing.BillingAccount.State.Active;
import dev.daybook.billing.BillingAccounts.BillingAccountSummary;
import dev.daybook.kernel.Decision;
import dev.daybook.kernel.Recorded;
import dev.daybook.money.Money;
import dev.daybook.support.History;
import dev.daybook.support.Seeds;
import java.math.BigInteger;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds for a billing account after any commands. */
class BillingHistoriesTest {

    private static final LocalDate START = LocalDate.of(2025, 12, 28);
    private static final int COMMANDS = 3000;

    private BigInteger funds = BigInteger.ZERO;
    private BigInteger charged = BigInteger.ZERO;
    private BigInteger billed = BigInteger.ZERO;
    private final List<Charge> charges = new ArrayList<>();
    private final List<Bill> bills = new ArrayList<>();
    private int invoices;

    static List<Long> seeds() {
        return Seeds.of("BillingHistoriesTest", 5);
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void every_charge_is_billed_at_most_once_and_the_sums_are_right(long seed) {
        Random random = new Random(seed);
        State state = BILLING_ACCOUNT.decider().initial();
        Optional<BillingAccountSummary> row = Optional.empty();
        long version = 0;
        for (int number = 0; number < COMMANDS; number++) {
            Command command = number == 0 ? new Open("c", EUR, 100) : any(random, number);
            if (BILLING_ACCOUNT.decider().decide(command, state)
                    instanceof Decision.Accepted<Event>(var events)) {
                for (Event event : events) {
                    note(event, state);
                    state = BILLING_ACCOUNT.decider().evolve(state, event);
                    row = Optional.of(new BillingAccounts().fold(row, at(++version, event)));
                }
            }
            check((Active) state, row.orElseThrow(), version);
        }
        assertTrue(bills.size() > 50, "bills: " + bills.size());
        assertTrue(charges.size() > 500, "charges: " + charges.size());
    }

    private void note(Event event, State before) {
        switch (event) {
            case FundAdded(var money, _) -> funds = funds.add(BigInteger.valueOf(money.amount()));
            case ChargeApplied(var charge) -> {
                Active account = (Active) before;
                BigInteger after =
                        BigInteger.valueOf(account.balance())
                                .subtract(BigInteger.valueOf(charge.money().amount()));
                BigInteger floor = BigInteger.valueOf(account.creditLimit()).negate();
                assertTrue(after.compareTo(floor) >= 0, "charged beyond the limit: " + before);
                charged = charged.add(BigInteger.valueOf(charge.money().amount()));
                charges.add(charge);
            }
            case ChargesBilled(var bill) -> {
                billed = billed.add(BigInteger.valueOf(bill.total().amount()));
                bills.add(bill);
                for (Charge charge : bill.charges()) {
                    assertTrue(
                            !charge.day().isBefore(bill.from()) && !charge.day().isAfter(bill.to()),
                            () -> charge + " is billed by " + bill);
                }
            }
            case ChargesInvoiced _ -> invoices++;
            case AccountCreated _, CreditLimitSet _, InvoicingReminded _ -> {}
        }
    }

    private void check(Active account, BillingAccountSummary row, long version) {
        assertEquals(funds.subtract(charged), BigInteger.valueOf(account.balance()));
        BigInteger unbilled =
                account.unbilled().stream()
                        .map(charge -> BigInteger.valueOf(charge.money().amount()))
                        .reduce(BigInteger.ZERO, BigInteger::add);
        assertEquals(charged, billed.add(unbilled));
        assertEquals(bills.size() - invoices, account.bills().size());

        assertEquals(account.balance(), row.balance());
        assertEquals(account.creditLimit(), row.creditLimit());
        assertEquals(account.unbilled().size(), row.unbilledCharges());
        assertEquals(unbilled, BigInteger.valueOf(row.unbilledTotal()));
        assertEquals(account.bills().size(), row.pendingInvoices());
        assertEquals(version, row.version());
        assertEquals(LongStream.rangeClosed(1, charges.size()).boxed().toList(), all(account));
    }

    /** The numbers of all charges, billed or not; one that is there twice stands there twice. */
    private List<Long> all(Active account) {
        List<Long> billedNumbers =
                bills.stream()
                        .flatMap(bill -> bill.charges().stream())
                        .map(Charge::number)
                        .toList();
        Set<Long> once = new HashSet<>(billedNumbers);
        assertEquals(once.size(), billedNumbers.size(), "a charge is billed twice");
        return Stream.concat(once.stream(), account.unbilled().stream().map(Charge::number))
                .sorted()
                .collect(Collectors.toList());
    }

    private Command any(Random random, int number) {
        LocalDate today = START.plusDays(number / 200);
        return switch (random.nextInt(20)) {
            case 0 -> new Open("c", EUR, 0);
            case 1, 2, 3, 4 -> new AddFunds(money(random), null);
            case 5 -> new SetCreditLimit(eur(random.nextInt(2000)));
            case 6 -> {
                LocalDate from = today.minusDays(random.nextInt(4));
                yield new BillCharges(
                        "inv-" + number, from, from.plusDays(random.nextInt(5) - 1), today);
            }
            case 7 -> new ConfirmInvoice("inv-" + random.nextInt(number + 1), "2026-000001");
            case 8 ->
                    bills.isEmpty()
                            ? new Remind()
                            : new ConfirmInvoice(bills.getLast().invoiceId(), "2026-000001");
            default -> new ApplyCharge(money(random), "usage", today);
        };
    }

    private static Money money(Random random) {
        return switch (random.nextInt(40)) {
            case 0 -> eur(Long.MAX_VALUE - random.nextInt(3));
            case 1 -> usd(5);
            default -> eur(1 + random.nextInt(500));
        };
    }

    private static Recorded<Event> at(long version, Event event) {
        Recorded<Event> plain = History.of(BILLING_ACCOUNT.stream("acc-1"), event).getFirst();
        return new Recorded<>(
                version,
                plain.stream(),
                version,
                plain.eventId(),
                event,
                plain.metadata(),
                plain.recordedAt().plusSeconds(version));
    }
}
