package dev.daybook.transfers;

import static dev.daybook.support.Amounts.eur;
import static dev.daybook.support.Specification.given;
import static dev.daybook.transfers.Transfer.Refusal.*;
import static dev.daybook.transfers.Transfer.TRANSFER;

import dev.daybook.kernel.Process.Refused;
import dev.daybook.kernel.Rejection;
import dev.daybook.transfers.Transfer.Command;
import dev.daybook.transfers.Transfer.Command.*;
import dev.daybook.transfers.Transfer.Event;
import dev.daybook.transfers.Transfer.Event.*;
import dev.daybook.transfers.Transfer.Order;
import dev.daybook.transfers.Transfer.Step;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** How a transfer gets from its request to its end. */
class TransferTest {

    private static final Order ORDER = new Order("acc-1", "acc-2", eur(5));
    private static final Refused REASON =
            new Refused("account-closed", Rejection.Kind.STATE, "The account is closed.");

    private static final Event REQUESTED = new TransferRequested(ORDER);
    private static final Event DEBITED = new TransferDebited(ORDER);
    private static final Event REVERSED = new TransferReversed(ORDER, REASON);
    private static final Event COMPLETED = new TransferCompleted();
    private static final Event FAILED = new TransferFailed(REASON);
    private static final Command BEGIN = new Begin(ORDER);

    static List<Command> everyCommandButBegin() {
        return List.of(
                new ConfirmDebit(),
                new ConfirmCredit(),
                new ConfirmReturn(),
                new Fail(REASON),
                new Reverse(REASON),
                new Remind());
    }

    @Test
    void a_transfer_is_requested_once_between_two_accounts() {
        given(TRANSFER).when(BEGIN).thenAccepted(REQUESTED);
        given(TRANSFER, REQUESTED).when(BEGIN).thenRejected(TRANSFER_EXISTS);
        given(TRANSFER, REQUESTED, FAILED).when(BEGIN).thenRejected(TRANSFER_EXISTS);
        given(TRANSFER)
                .when(new Begin(new Order("acc-1", "acc-1", eur(5))))
                .thenRejected(SAME_ACCOUNT);
    }

    @ParameterizedTest
    @MethodSource("everyCommandButBegin")
    void nothing_comes_before_the_request(Command command) {
        given(TRANSFER).when(command).thenRejected(NO_SUCH_TRANSFER);
    }

    @Test
    void it_is_completed_once_both_accounts_have_done_their_part() {
        given(TRANSFER, REQUESTED).when(new ConfirmDebit()).thenAccepted(DEBITED);
        given(TRANSFER, REQUESTED, DEBITED).when(new ConfirmCredit()).thenAccepted(COMPLETED);
    }

    @Test
    void it_fails_where_the_source_refuses() {
        given(TRANSFER, REQUESTED).when(new Fail(REASON)).thenAccepted(FAILED);
    }

    @Test
    void where_the_destination_refuses_it_fails_once_the_source_has_its_money_back() {
        given(TRANSFER, REQUESTED, DEBITED).when(new Reverse(REASON)).thenAccepted(REVERSED);
        given(TRANSFER, REQUESTED, DEBITED, REVERSED)
                .when(new ConfirmReturn())
                .thenAccepted(FAILED);
    }

    @Test
    void the_destination_may_answer_before_the_debit_is_confirmed() {
        given(TRANSFER, REQUESTED).when(new ConfirmCredit()).thenAccepted(DEBITED, COMPLETED);
        given(TRANSFER, REQUESTED).when(new Reverse(REASON)).thenAccepted(DEBITED, REVERSED);
        given(TRANSFER, REQUESTED, DEBITED, COMPLETED)
                .when(new ConfirmDebit())
                .thenRejected(OUT_OF_STEP);
    }

    @Test
    void a_debited_transfer_never_simply_fails_and_a_reversed_one_never_completes() {
        given(TRANSFER, REQUESTED, DEBITED).when(new Fail(REASON)).thenRejected(OUT_OF_STEP);
        given(TRANSFER, REQUESTED, DEBITED, REVERSED)
                .when(new ConfirmCredit())
                .thenRejected(OUT_OF_STEP);
    }

    @Test
    void a_reminder_names_the_step_that_is_waited_for() {
        given(TRANSFER, REQUESTED)
                .when(new Remind())
                .thenAccepted(new TransferReminded(Step.DEBIT, ORDER));
        given(TRANSFER, REQUESTED, DEBITED)
                .when(new Remind())
                .thenAccepted(new TransferReminded(Step.CREDIT, ORDER));
        given(TRANSFER, REQUESTED, DEBITED, REVERSED)
                .when(new Remind())
                .thenAccepted(new TransferReminded(Step.RETURN, ORDER));
    }

    @ParameterizedTest
    @MethodSource("everyCommandButBegin")
    void what_has_ended_stays_as_it_is(Command command) {
        given(TRANSFER, REQUESTED, DEBITED, COMPLETED).when(command).thenRejected(OUT_OF_STEP);
        given(TRANSFER, REQUESTED, FAILED).when(command).thenRejected(OUT_OF_STEP);
    }
}
