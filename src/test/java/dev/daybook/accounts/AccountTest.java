package dev.daybook.accounts;

import static dev.daybook.accounts.Account.ACCOUNT;
import static dev.daybook.accounts.Account.Refusal.*;
import static dev.daybook.support.Amounts.EUR;
import static dev.daybook.support.Amounts.JPY;
import static dev.daybook.support.Amounts.KWD;
import static dev.daybook.support.Amounts.eur;
import static dev.daybook.support.Amounts.jpy;
import static dev.daybook.support.Amounts.kwd;
import static dev.daybook.support.Amounts.usd;
import static dev.daybook.support.Specification.given;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.daybook.accounts.Account.Command;
import dev.daybook.accounts.Account.Command.*;
import dev.daybook.accounts.Account.Event;
import dev.daybook.accounts.Account.Event.*;
import dev.daybook.accounts.Account.State;
import dev.daybook.accounts.Account.State.*;
import dev.daybook.kernel.Decision;
import dev.daybook.money.Money;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What an account does with every command in every state. */
class AccountTest {

    private static final Event CREATED = new AccountCreated("user-1", EUR);
    private static final Event FROZEN = new AccountFrozen("fraud?");
    private static final Event CLOSED = new AccountClosed("moved away");

    private static final Command OPEN = new Open("user-2", EUR);
    private static final Command FREEZE = new Freeze("fraud?");
    private static final Command UNFREEZE = new Unfreeze("all clear");
    private static final Command CLOSE = new Close("moved away");

    static List<Command> everyCommandButOpen() {
        return List.of(
                new Deposit(eur(1), "t1"),
                new Withdraw(eur(1), "t1"),
                new SendTransfer(eur(1), "tr-1", "acc-2"),
                new ReceiveTransfer(eur(1), "tr-1", "acc-2"),
                FREEZE,
                UNFREEZE,
                CLOSE);
    }

    static Stream<Command> everyCommandButOpenAndUnfreeze() {
        return everyCommandButOpen().stream().filter(command -> command != UNFREEZE);
    }

    private static Event deposited(Money money) {
        return new MoneyDeposited(money, "t0");
    }

    @Test
    void an_account_is_opened_for_an_owner_in_a_currency() {
        given(ACCOUNT).when(OPEN).thenAccepted(new AccountCreated("user-2", EUR));
    }

    @ParameterizedTest
    @MethodSource("everyCommandButOpen")
    void an_account_that_was_never_opened_refuses_everything_else(Command command) {
        given(ACCOUNT).when(command).thenRejected(NO_SUCH_ACCOUNT);
    }

    @Test
    void an_account_is_opened_once_whatever_became_of_it() {
        given(ACCOUNT, CREATED).when(OPEN).thenRejected(ACCOUNT_EXISTS);
        given(ACCOUNT, CREATED, FROZEN).when(OPEN).thenRejected(ACCOUNT_EXISTS);
        given(ACCOUNT, CREATED, CLOSED).when(OPEN).thenRejected(ACCOUNT_EXISTS);
    }

    @Test
    void a_deposit_bears_the_reference_of_its_sender() {
        given(ACCOUNT, CREATED)
                .when(new Deposit(eur(1000), "t1"))
                .thenAccepted(new MoneyDeposited(eur(1000), "t1"));
    }

    @Test
    void two_deposits_may_bear_the_same_reference() {
        given(ACCOUNT, CREATED, new MoneyDeposited(eur(1000), "t1"))
                .when(new Deposit(eur(1000), "t1"))
                .thenAccepted(new MoneyDeposited(eur(1000), "t1"));
    }

    @Test
    void a_withdrawal_takes_what_is_there_to_the_last_cent_and_no_more() {
        given(ACCOUNT, CREATED, deposited(eur(130)))
                .when(new Withdraw(eur(130), "t2"))
                .thenAccepted(new MoneyWithdrawn(eur(130), "t2"));
        given(ACCOUNT, CREATED, deposited(eur(129)))
                .when(new Withdraw(eur(130), "t2"))
                .thenRejected(INSUFFICIENT_FUNDS);
    }

    @Test
    void a_withdrawal_takes_nothing_twice() {
        given(ACCOUNT, CREATED, deposited(eur(100)), new MoneyWithdrawn(eur(60), "t1"))
                .when(new Withdraw(eur(41), "t2"))
                .thenRejected(INSUFFICIENT_FUNDS);
    }

    @Test
    void money_of_another_currency_is_neither_taken_nor_given() {
        given(ACCOUNT, CREATED).when(new Deposit(usd(1), "t1")).thenRejected(CURRENCY_MISMATCH);
        given(ACCOUNT, CREATED, deposited(eur(100)))
                .when(new Withdraw(usd(1), "t1"))
                .thenRejected(CURRENCY_MISMATCH);
    }

    @Test
    void a_balance_grows_to_the_end_of_long_and_not_beyond() {
        given(ACCOUNT, CREATED)
                .when(new Deposit(eur(Long.MAX_VALUE), "t1"))
                .thenAccepted(new MoneyDeposited(eur(Long.MAX_VALUE), "t1"));
        given(ACCOUNT, CREATED, deposited(eur(Long.MAX_VALUE - 1)))
                .when(new Deposit(eur(1), "t1"))
                .thenAccepted(new MoneyDeposited(eur(1), "t1"));
        given(ACCOUNT, CREATED, deposited(eur(Long.MAX_VALUE)))
                .when(new Deposit(eur(1), "t1"))
                .thenRejected(BALANCE_LIMIT_EXCEEDED);
        given(ACCOUNT, CREATED, deposited(eur(1)))
                .when(new Deposit(eur(Long.MAX_VALUE), "t1"))
                .thenRejected(BALANCE_LIMIT_EXCEEDED);
        given(ACCOUNT, CREATED, deposited(eur(Long.MAX_VALUE)))
                .when(new Withdraw(eur(Long.MAX_VALUE), "t1"))
                .thenAccepted(new MoneyWithdrawn(eur(Long.MAX_VALUE), "t1"));
    }

    @Test
    void a_currency_with_no_or_three_decimals_is_counted_in_its_own_minor_units() {
        given(ACCOUNT, new AccountCreated("user-1", JPY), deposited(jpy(1050)))
                .when(new Withdraw(jpy(1051), "t1"))
                .thenRejected(INSUFFICIENT_FUNDS);
        given(ACCOUNT, new AccountCreated("user-1", KWD), deposited(kwd(1050)))
                .when(new Withdraw(kwd(1050), "t1"))
                .thenAccepted(new MoneyWithdrawn(kwd(1050), "t1"));
    }

    @Test
    void an_account_is_frozen_and_unfrozen_and_keeps_its_balance() {
        given(ACCOUNT, CREATED).when(FREEZE).thenAccepted(new AccountFrozen("fraud?"));
        given(ACCOUNT, CREATED, FROZEN)
                .when(UNFREEZE)
                .thenAccepted(new AccountUnfrozen("all clear"));
        given(ACCOUNT, CREATED, deposited(eur(5)), FROZEN, new AccountUnfrozen("all clear"))
                .when(new Withdraw(eur(5), "t1"))
                .thenAccepted(new MoneyWithdrawn(eur(5), "t1"));
    }

    @Test
    void an_account_that_is_not_frozen_cannot_be_unfrozen() {
        given(ACCOUNT, CREATED).when(UNFREEZE).thenRejected(ACCOUNT_NOT_FROZEN);
    }

    @ParameterizedTest
    @MethodSource("everyCommandButOpenAndUnfreeze")
    void a_frozen_account_can_only_be_unfrozen(Command command) {
        given(ACCOUNT, CREATED, deposited(eur(5)), FROZEN)
                .when(command)
                .thenRejected(ACCOUNT_FROZEN);
    }

    @Test
    void an_account_is_closed_only_at_balance_zero() {
        given(ACCOUNT, CREATED).when(CLOSE).thenAccepted(CLOSED);
        given(ACCOUNT, CREATED, deposited(eur(5))).when(CLOSE).thenRejected(BALANCE_NOT_ZERO);
        given(ACCOUNT, CREATED, deposited(eur(5)), new MoneyWithdrawn(eur(5), "t1"))
                .when(CLOSE)
                .thenAccepted(CLOSED);
    }

    @ParameterizedTest
    @MethodSource("everyCommandButOpen")
    void a_closed_account_refuses_everything_for_good(Command command) {
        given(ACCOUNT, CREATED, CLOSED).when(command).thenRejected(ACCOUNT_CLOSED);
    }

    @Test
    void a_transfer_leaves_its_source_and_arrives_at_its_destination() {
        given(ACCOUNT, CREATED, deposited(eur(5)))
                .when(new SendTransfer(eur(5), "tr-1", "acc-2"))
                .thenAccepted(new TransferSent(eur(5), "tr-1", "acc-2"));
        given(ACCOUNT, CREATED)
                .when(new ReceiveTransfer(eur(5), "tr-1", "acc-1"))
                .thenAccepted(new TransferReceived(eur(5), "tr-1", "acc-1"));
    }

    @Test
    void a_transfer_keeps_to_the_rules_of_withdrawals_and_deposits() {
        given(ACCOUNT, CREATED, deposited(eur(5)))
                .when(new SendTransfer(eur(6), "tr-1", "acc-2"))
                .thenRejected(INSUFFICIENT_FUNDS);
        given(ACCOUNT, CREATED, deposited(eur(5)))
                .when(new SendTransfer(usd(1), "tr-1", "acc-2"))
                .thenRejected(CURRENCY_MISMATCH);
        given(ACCOUNT, CREATED, deposited(eur(Long.MAX_VALUE)))
                .when(new ReceiveTransfer(eur(1), "tr-1", "acc-2"))
                .thenRejected(BALANCE_LIMIT_EXCEEDED);
    }

    @Test
    void what_comes_back_is_taken_whatever_has_become_of_the_account() {
        Event sent = new TransferSent(eur(5), "tr-1", "acc-2");
        Command back = new ReturnTransfer(eur(5), "tr-1", "acc-2");
        Event returned = new TransferReturned(eur(5), "tr-1", "acc-2");
        given(ACCOUNT, CREATED, deposited(eur(5)), sent).when(back).thenAccepted(returned);
        given(ACCOUNT, CREATED, deposited(eur(5)), sent, FROZEN).when(back).thenAccepted(returned);
        given(ACCOUNT, CREATED, deposited(eur(5)), sent, CLOSED).when(back).thenAccepted(returned);
        given(ACCOUNT, CREATED, deposited(eur(5)), sent, FROZEN, returned)
                .when(new Withdraw(eur(1), "t1"))
                .thenRejected(ACCOUNT_FROZEN);
    }

    /** Money is conserved, and no command in any state ends in an exception. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 20_260_131})
    void the_balance_is_what_came_in_less_what_went_out_after_any_commands(long seed) {
        RandomGenerator random = new Random(seed);
        State state = ACCOUNT.decider().initial();
        long deposits = 0;
        long withdrawals = 0;
        for (int i = 0; i < 20_000; i++) {
            Command command = anyCommand(random);
            if (ACCOUNT.decider().decide(command, state) instanceof Decision.Accepted(var events)) {
                for (Event event : events) {
                    state = ACCOUNT.decider().evolve(state, event);
                    // a sum may leave the range of long on its own: differences stay exact
                    switch (event) {
                        case MoneyDeposited(var money, _) -> deposits += money.amount();
                        case TransferReceived(var money, _, _) -> deposits += money.amount();
                        case TransferReturned(var money, _, _) -> deposits += money.amount();
                        case MoneyWithdrawn(var money, _) -> withdrawals += money.amount();
                        case TransferSent(var money, _, _) -> withdrawals += money.amount();
                        default -> {}
                    }
                }
            }
            long balance = balanceOf(state);
            assertTrue(balance >= 0, "seed " + seed + ", step " + i + ": " + state);
            assertEquals(deposits - withdrawals, balance, "seed " + seed + ", step " + i);
            if (state instanceof Closed && random.nextInt(10) == 0) {
                state = ACCOUNT.decider().initial();
                deposits = 0;
                withdrawals = 0;
            }
        }
    }

    private static long balanceOf(State state) {
        return switch (state) {
            case Active(var balance) -> balance.amount();
            case Frozen(var balance) -> balance.amount();
            case Closed(var balance) -> balance.amount();
            case Unopened _ -> 0;
        };
    }

    private static Command anyCommand(RandomGenerator random) {
        List<Function<RandomGenerator, Command>> commands =
                List.of(
                        _ -> OPEN,
                        any -> new Deposit(anyMoney(any), "t1"),
                        any -> new Deposit(anyMoney(any), "t1"),
                        any -> new Withdraw(anyMoney(any), "t1"),
                        any -> new Withdraw(anyMoney(any), "t1"),
                        any -> new SendTransfer(anyMoney(any), "tr-1", "acc-2"),
                        any -> new ReceiveTransfer(anyMoney(any), "tr-1", "acc-2"),
                        any -> new ReturnTransfer(anyMoney(any), "tr-1", "acc-2"),
                        _ -> FREEZE,
                        _ -> UNFREEZE,
                        _ -> UNFREEZE,
                        _ -> CLOSE);
        return commands.get(random.nextInt(commands.size())).apply(random);
    }

    private static Money anyMoney(RandomGenerator random) {
        long amount =
                switch (random.nextInt(4)) {
                    case 0 -> random.nextLong(1, 10);
                    case 1 -> Long.MAX_VALUE - random.nextLong(10);
                    default -> random.nextLong(1, Long.MAX_VALUE);
                };
        return random.nextInt(10) == 0 ? usd(amount) : eur(amount);
    }
}
