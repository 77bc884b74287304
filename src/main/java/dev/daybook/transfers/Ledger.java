package dev.daybook.transfers;

import dev.daybook.accounts.Account;
import dev.daybook.accounts.Account.Event.*;
import dev.daybook.kernel.Recorded;
import dev.daybook.money.Money;
import dev.daybook.transfers.Transfer.Event.*;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Currency;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * All accounts and transfers, folded from the log event by event: what is on the accounts and under
 * way is what came in and did not go out, at every position. It remembers every account, and every
 * transfer under way.
 */
final class Ledger {

    private static final int MOST_FAULTS = 100;

    /** A row of the read table that is to be found in the log. */
    record Row(long balance, long version) {}

    /** What one currency's money is. */
    @RegisterForReflection
    record Sum(
            String currency,
            BigInteger deposited,
            BigInteger withdrawn,
            BigInteger onAccounts,
            BigInteger inFlight,
            boolean balanced) {}

    private static final class Total {
        private BigInteger deposited = BigInteger.ZERO;
        private BigInteger withdrawn = BigInteger.ZERO;
        private BigInteger onAccounts = BigInteger.ZERO;
        private BigInteger inFlight = BigInteger.ZERO;

        boolean balanced() {
            return onAccounts.add(inFlight).equals(deposited.subtract(withdrawn));
        }
    }

    private final Map<String, Row> rows;
    private final Map<String, Long> balances = new HashMap<>();
    private final Map<String, Money> inFlight = new HashMap<>();
    private final Map<String, Transfer.Order> open = new HashMap<>();
    private final Map<Currency, Total> totals = new HashMap<>();
    private final List<String> faults = new ArrayList<>();
    private long completed;
    private long failed;

    /**
     * @param rows of the accounts as they are projected, read before the log is
     */
    Ledger(Map<String, Row> rows) {
        this.rows = new HashMap<>(rows);
    }

    void account(Recorded<Account.Event> event) {
        String id = event.stream().id();
        switch (event.event()) {
            case AccountCreated _ -> balances.put(id, 0L);
            case MoneyDeposited(var money, _) -> {
                total(money).deposited = total(money).deposited.add(amount(money));
                move(event, money, 1);
            }
            case MoneyWithdrawn(var money, _) -> {
                total(money).withdrawn = total(money).withdrawn.add(amount(money));
                move(event, money, -1);
            }
            case TransferSent(var money, var transfer, _) -> {
                depart(event, transfer, money);
                move(event, money, -1);
            }
            case TransferReceived(var money, var transfer, _) -> {
                arrive(event, transfer, money);
                move(event, money, 1);
            }
            case TransferReturned(var money, var transfer, _) -> {
                arrive(event, transfer, money);
                move(event, money, 1);
            }
            case AccountFrozen _, AccountUnfrozen _, AccountClosed _ -> {}
        }
        compare(event);
    }

    void transfer(Recorded<Transfer.Event> event) {
        String id = event.stream().id();
        switch (event.event()) {
            case TransferRequested(var order) -> open.put(id, order);
            case TransferCompleted _ -> {
                completed++;
                end(event);
            }
            case TransferFailed _ -> {
                failed++;
                end(event);
            }
            case TransferDebited _, TransferReversed _, TransferReminded _ -> {}
        }
    }

    private void move(Recorded<?> event, Money money, int sign) {
        Total total = total(money);
        total.onAccounts = total.onAccounts.add(amount(money).multiply(BigInteger.valueOf(sign)));
        long balance =
                balances.merge(
                        event.stream().id(), sign * money.amount(), (old, change) -> old + change);
        if (balance < 0) {
            fault(event, "leaves " + balance + " on the account");
        }
        if (!total.balanced()) {
            fault(event, "leaves " + money.currency() + " out of balance");
        }
    }

    private void depart(Recorded<?> event, String transfer, Money money) {
        total(money).inFlight = total(money).inFlight.add(amount(money));
        if (inFlight.put(transfer, money) != null) {
            fault(event, "sends the money of " + transfer + " again");
        }
        if (!open.containsKey(transfer)) {
            fault(event, "sends the money of " + transfer + ", which is not under way");
        }
    }

    private void arrive(Recorded<?> event, String transfer, Money money) {
        total(money).inFlight = total(money).inFlight.subtract(amount(money));
        if (!money.equals(inFlight.remove(transfer))) {
            fault(event, "takes what " + transfer + " has not sent");
        }
    }

    private void end(Recorded<?> event) {
        String id = event.stream().id();
        open.remove(id);
        if (inFlight.containsKey(id)) {
            fault(event, "ends with its money under way");
        }
    }

    private void compare(Recorded<?> event) {
        String id = event.stream().id();
        Row row = rows.get(id);
        if (row != null && row.version() == event.version()) {
            rows.remove(id);
            long balance = balances.getOrDefault(id, 0L);
            if (balance != row.balance()) {
                fault(event, "leaves %d, but %d is projected".formatted(balance, row.balance()));
            }
        }
    }

    private void fault(Recorded<?> event, String what) {
        fault(
                "Event %d (%s, version %d) %s."
                        .formatted(event.position(), event.stream(), event.version(), what));
    }

    private void fault(String sentence) {
        if (faults.size() < MOST_FAULTS) {
            faults.add(sentence);
        }
    }

    private Total total(Money money) {
        return totals.computeIfAbsent(money.currency(), _ -> new Total());
    }

    private static BigInteger amount(Money money) {
        return BigInteger.valueOf(money.amount());
    }

    /** By currency. */
    List<Sum> sums() {
        Map<String, Sum> sums = new TreeMap<>();
        totals.forEach(
                (currency, total) ->
                        sums.put(
                                currency.getCurrencyCode(),
                                new Sum(
                                        currency.getCurrencyCode(),
                                        total.deposited,
                                        total.withdrawn,
                                        total.onAccounts,
                                        total.inFlight,
                                        total.balanced())));
        return List.copyOf(sums.values());
    }

    /** How many accounts there are. */
    long accounts() {
        return balances.size();
    }

    long completed() {
        return completed;
    }

    long failed() {
        return failed;
    }

    long underWay() {
        return open.size();
    }

    /** In sentences, at most a hundred; rows that the log does not know are among them. */
    List<String> faults() {
        rows.forEach(
                (id, row) ->
                        fault(
                                "Account %s is projected at version %d, which the log does not have."
                                        .formatted(id, row.version())));
        rows.clear();
        return List.copyOf(faults);
    }
}
