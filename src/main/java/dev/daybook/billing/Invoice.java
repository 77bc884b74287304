package dev.daybook.billing;

import static dev.daybook.billing.Invoice.Refusal.OUT_OF_STEP;
import static dev.daybook.kernel.Decision.accept;
import static dev.daybook.kernel.Decision.reject;

import dev.daybook.billing.BillingAccount.Bill;
import dev.daybook.billing.Invoice.Command.Issue;
import dev.daybook.billing.Invoice.Event.InvoiceIssued;
import dev.daybook.billing.Invoice.State.*;
import dev.daybook.kernel.Aggregate;
import dev.daybook.kernel.Decider;
import dev.daybook.kernel.Decision;
import dev.daybook.kernel.Rejection;
import io.quarkus.runtime.annotations.RegisterForReflection;

/** A bill with its number; it never changes. */
@RegisterForReflection(ignoreNested = false)
public final class Invoice implements Decider<Invoice.Command, Invoice.Event, Invoice.State> {

    public sealed interface Command {
        record Issue(String number, String accountId, Bill bill) implements Command {}
    }

    public sealed interface Event {
        record InvoiceIssued(String number, String accountId, Bill bill) implements Event {}
    }

    public sealed interface State {
        record Unissued() implements State {}

        record Issued() implements State {}
    }

    public enum Refusal implements Rejection {
        @Absent
        NO_SUCH_INVOICE,
        @WrongState
        OUT_OF_STEP
    }

    public static final Aggregate<Command, Event, State> INVOICE =
            Aggregate.of("invoice", new Invoice()).refusals(Refusal.values()).build();

    @Override
    public State initial() {
        return new Unissued();
    }

    @Override
    public Decision<Event> decide(Command command, State state) {
        return switch (state) {
            case Unissued _ ->
                    switch (command) {
                        case Issue(var number, var account, var bill) ->
                                accept(new InvoiceIssued(number, account, bill));
                    };
            case Issued _ -> reject(OUT_OF_STEP, "The invoice is issued already.");
        };
    }

    @Override
    public State evolve(State state, Event event) {
        return switch (event) {
            case InvoiceIssued _ -> new Issued();
        };
    }
}
