package dev.daybook.transfers;

import static dev.daybook.kernel.Decision.accept;
import static dev.daybook.kernel.Decision.reject;
import static dev.daybook.transfers.Transfer.Refusal.*;

import dev.daybook.kernel.Aggregate;
import dev.daybook.kernel.Decider;
import dev.daybook.kernel.Decision;
import dev.daybook.kernel.Process.Refused;
import dev.daybook.kernel.Rejection;
import dev.daybook.money.Money;
import dev.daybook.transfers.Transfer.Command;
import dev.daybook.transfers.Transfer.Command.*;
import dev.daybook.transfers.Transfer.Event;
import dev.daybook.transfers.Transfer.Event.*;
import dev.daybook.transfers.Transfer.State;
import dev.daybook.transfers.Transfer.State.*;
import io.quarkus.runtime.annotations.RegisterForReflection;

/**
 * How far one transfer is: requested, debited, and then completed, or failed with its source made
 * whole.
 */
@RegisterForReflection(ignoreNested = false)
public final class Transfer implements Decider<Command, Event, State> {

    /** What is moved, and between which accounts. */
    public record Order(String source, String destination, Money money) {}

    /** What a transfer waits for. */
    public enum Step {
        DEBIT,
        CREDIT,
        RETURN
    }

    public sealed interface Command {
        record Begin(Order order) implements Command {}

        record ConfirmDebit() implements Command {}

        record ConfirmCredit() implements Command {}

        record ConfirmReturn() implements Command {}

        /** The source does not give the money. */
        record Fail(Refused reason) implements Command {}

        /** The destination does not take the money: it goes back. */
        record Reverse(Refused reason) implements Command {}

        /** The transfer has stood still for too long. */
        record Remind() implements Command {}
    }

    public sealed interface Event {
        record TransferRequested(Order order) implements Event {}

        record TransferDebited(Order order) implements Event {}

        record TransferReversed(Order order, Refused reason) implements Event {}

        record TransferCompleted() implements Event {}

        record TransferFailed(Refused reason) implements Event {}

        record TransferReminded(Step step, Order order) implements Event {}
    }

    public sealed interface State {
        record Unknown() implements State {}

        record Requested(Order order) implements State {}

        record Debited(Order order) implements State {}

        record Returning(Order order, Refused reason) implements State {}

        record Ended() implements State {}
    }

    public enum Refusal implements Rejection {
        @Absent
        NO_SUCH_TRANSFER,
        @WrongState
        TRANSFER_EXISTS,
        SAME_ACCOUNT,
        @WrongState
        OUT_OF_STEP
    }

    public static final Aggregate<Command, Event, State> TRANSFER =
            Aggregate.of("transfer", new Transfer()).refusals(Refusal.values()).build();

    @Override
    public State initial() {
        return new Unknown();
    }

    @Override
    public Decision<Event> decide(Command command, State state) {
        return switch (state) {
            case Unknown _ ->
                    switch (command) {
                        case Begin(var order) when order.source().equals(order.destination()) ->
                                reject(SAME_ACCOUNT, "Source and destination are one account.");
                        case Begin(var order) -> accept(new TransferRequested(order));
                        default -> reject(NO_SUCH_TRANSFER, "There is no such transfer.");
                    };
            case Requested(var order) ->
                    switch (command) {
                        case ConfirmDebit _ -> accept(new TransferDebited(order));
                        case Fail(var reason) -> accept(new TransferFailed(reason));
                        // the destination can be quicker than the debit's confirmation
                        case ConfirmCredit _ ->
                                accept(new TransferDebited(order), new TransferCompleted());
                        case Reverse(var reason) ->
                                accept(
                                        new TransferDebited(order),
                                        new TransferReversed(order, reason));
                        case Remind _ -> accept(new TransferReminded(Step.DEBIT, order));
                        default -> refused(command);
                    };
            case Debited(var order) ->
                    switch (command) {
                        case ConfirmCredit _ -> accept(new TransferCompleted());
                        case Reverse(var reason) -> accept(new TransferReversed(order, reason));
                        case Remind _ -> accept(new TransferReminded(Step.CREDIT, order));
                        default -> refused(command);
                    };
            case Returning(var order, var reason) ->
                    switch (command) {
                        case ConfirmReturn _ -> accept(new TransferFailed(reason));
                        case Remind _ -> accept(new TransferReminded(Step.RETURN, order));
                        default -> refused(command);
                    };
            case Ended _ -> refused(command);
        };
    }

    /** A step that was taken already is reported again after a crash: nothing comes of it. */
    private static Decision<Event> refused(Command command) {
        return command instanceof Begin
                ? reject(TRANSFER_EXISTS, "The transfer exists already.")
                : reject(OUT_OF_STEP, "The transfer is not at this step.");
    }

    @Override
    public State evolve(State state, Event event) {
        return switch (event) {
            case TransferRequested(var order) -> new Requested(order);
            case TransferDebited(var order) -> new Debited(order);
            case TransferReversed(var order, var reason) -> new Returning(order, reason);
            case TransferCompleted _, TransferFailed _ -> new Ended();
            case TransferReminded _ -> state;
        };
    }
}
