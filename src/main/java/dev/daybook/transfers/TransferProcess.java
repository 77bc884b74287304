package dev.daybook.transfers;

import static dev.daybook.accounts.Account.ACCOUNT;
import static dev.daybook.kernel.Process.Send.send;
import static dev.daybook.transfers.Transfer.TRANSFER;

import dev.daybook.accounts.Account.Command.*;
import dev.daybook.kernel.Process;
import dev.daybook.kernel.Recorded;
import dev.daybook.transfers.Transfer.Command.*;
import dev.daybook.transfers.Transfer.Event;
import dev.daybook.transfers.Transfer.Event.*;
import dev.daybook.transfers.Transfer.Order;
import java.time.Duration;
import java.util.List;

/**
 * Moves the money of a transfer:
 *
 * <pre>
 * event              command                        accepted        refused
 * TransferRequested  debit the source               ConfirmDebit    Fail
 *                      and credit the destination   ConfirmCredit   Reverse
 * TransferReversed   give it back to the source     ConfirmReturn
 * TransferReminded   the command of its step again
 * </pre>
 *
 * The destination is credited as soon as the source is debited: that the debit is confirmed is not
 * waited for.
 */
public final class TransferProcess implements Process<Event> {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final String UNFINISHED =
            """
            select transfer_id as id, status, extract(epoch from clock_timestamp() - updated_at)::float8 as seconds
            from transfer_summary
            where status in ('REQUESTED', 'DEBITED')
            order by updated_at
            limit $1
            """;

    @Override
    public String name() {
        return "transfers";
    }

    @Override
    public Deadline deadline() {
        return new Deadline(PATIENCE, UNFINISHED, id -> send(TRANSFER, id, new Remind()));
    }

    @Override
    public List<Send<?>> on(Recorded<Event> event) {
        String id = event.stream().id();
        return switch (event.event()) {
            case TransferRequested(var order) -> List.of(debit(id, order));
            case TransferReversed(var order, _) -> List.of(giveBack(id, order));
            case TransferReminded(var step, var order) ->
                    List.of(
                            switch (step) {
                                case DEBIT -> debit(id, order);
                                case CREDIT -> credit(id, order);
                                case RETURN -> giveBack(id, order);
                            });
            case TransferDebited _, TransferCompleted _, TransferFailed _ -> List.of();
        };
    }

    private static Send<?> debit(String id, Order order) {
        return send(
                        ACCOUNT,
                        order.source(),
                        new SendTransfer(order.money(), id, order.destination()))
                .once("debit")
                .then(send(TRANSFER, id, new ConfirmDebit()), credit(id, order))
                .orElse(reason -> send(TRANSFER, id, new Fail(reason)));
    }

    private static Send<?> credit(String id, Order order) {
        return send(
                        ACCOUNT,
                        order.destination(),
                        new ReceiveTransfer(order.money(), id, order.source()))
                .once("credit")
                .then(send(TRANSFER, id, new ConfirmCredit()))
                .orElse(reason -> send(TRANSFER, id, new Reverse(reason)));
    }

    /**
     * Refused only where the balance would leave the range of long: reminders send it again until
     * there is room.
     */
    private static Send<?> giveBack(String id, Order order) {
        return send(
                        ACCOUNT,
                        order.source(),
                        new ReturnTransfer(order.money(), id, order.destination()))
                .once("return")
                .then(send(TRANSFER, id, new ConfirmReturn()));
    }
}
