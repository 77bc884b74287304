package dev.daybook.support;

import dev.daybook.accounts.Account;
import dev.daybook.accounts.Account.Command;
import dev.daybook.accounts.Account.Event;
import dev.daybook.accounts.Account.State;
import dev.daybook.kernel.Decision;
import dev.daybook.money.Money;
import java.util.ArrayList;
import java.util.Currency;
import java.util.List;
import java.util.Random;

/** Random commands and the histories they leave. */
public final class Histories {

    private static final List<String> CURRENCIES = List.of("USD", "JPY", "KWD");

    private final Random random;

    /** Of a fresh seed. */
    public Histories() {
        random = new Random(Seeds.fresh("Histories"));
    }

    /** Any command of the account module, sensible or not. */
    public Command command() {
        return switch (random.nextInt(12)) {
            case 0 -> new Command.Open("owner-" + random.nextInt(3), currency());
            case 1, 2, 3, 4, 5 -> new Command.Deposit(money(), "d-" + random.nextInt(1_000));
            case 6, 7, 8 -> new Command.Withdraw(money(), "w-" + random.nextInt(1_000));
            case 9 -> new Command.Freeze("reason ü");
            case 10 -> new Command.Unfreeze("reason 世界");
            default -> new Command.Close("done");
        };
    }

    /** One of so many ids. */
    public String id(int count) {
        return "account-" + random.nextInt(count);
    }

    /** What happened to an account that got so many commands; it was opened at least. */
    public List<Event> account(int commands) {
        List<Event> history = new ArrayList<>();
        State state = Account.ACCOUNT.decider().initial();
        Command next = new Command.Open("owner", currency());
        for (int number = 0; number < commands; number++) {
            if (Account.ACCOUNT.decider().decide(next, state)
                    instanceof Decision.Accepted<Event>(var events)) {
                for (Event event : events) {
                    history.add(event);
                    state = Account.ACCOUNT.decider().evolve(state, event);
                }
            }
            next = command();
        }
        return history;
    }

    private Money money() {
        long amount =
                switch (random.nextInt(20)) {
                    case 0 -> Long.MAX_VALUE;
                    case 1 -> 0;
                    default -> random.nextInt(1_000);
                };
        return new Money(amount, currency());
    }

    private Currency currency() {
        // mostly the same one, or nothing would ever be accepted
        return Currency.getInstance(CURRENCIES.get(Math.max(0, random.nextInt(12) - 9)));
    }
}
